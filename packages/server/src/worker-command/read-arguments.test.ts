import { describe, expect, it } from 'vitest'
import { readArguments, WrongArguments } from './read-arguments.js'

describe('the arguments of reelstate-worker', () => {
  it('need no more than a module', () => {
    expect(readArguments(['options.js'])).toEqual({
      module: 'options.js',
      host: '127.0.0.1',
      port: 8080,
      graceMs: 30_000,
      logLevel: 'info',
    })
  })

  it('may say where it answers, how long it waits and what it logs', () => {
    const args = '--port 0 --host ::1 --grace 5000 --log-level debug options.js'.split(' ')
    expect(readArguments(args)).toEqual({
      module: 'options.js',
      host: '::1',
      port: 0,
      graceMs: 5_000,
      logLevel: 'debug',
    })
  })

  it('may ask for help, whatever else they say', () => {
    expect(readArguments(['--help'])).toBe('help')
    expect(readArguments(['options.js', '--port', 'x', '--help'])).toBe('help')
  })

  it.each([
    ['no module', [], 'Which module?'],
    ['two modules', ['a.js', 'b.js'], 'a.js, b.js were given'],
    ['an unknown option', ['a.js', '--prot', '1'], "'--prot'"],
    ['an option without its value', ['a.js', '--port'], '--port'],
    [
      'a port that is none',
      ['a.js', '--port', '80a'],
      '--port is "80a". Give a whole number from 0 to 65535.',
    ],
    ['a port beyond the last', ['a.js', '--port', '65536'], 'from 0 to 65535'],
    ['a grace below nothing', ['a.js', '--grace=-1'], '--grace is "-1"'],
    ['an unknown level', ['a.js', '--log-level', 'loud'], 'Give one of debug, info, warn, error.'],
  ])('say what is wrong with %s', (_, args, message) => {
    expect(() => readArguments(args)).toThrow(WrongArguments)
    expect(() => readArguments(args)).toThrow(message)
  })
})
