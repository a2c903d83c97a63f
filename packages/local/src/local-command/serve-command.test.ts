import { describe, expect, it } from 'vitest'
import { WrongArguments } from './command.js'
import { readServeArguments } from './serve-command.js'

describe('the arguments of reelstate-local serve', () => {
  it('may all be left out', () => {
    const defaults = { port: 4010, host: '127.0.0.1', scenario: 'happy', maxSide: undefined }
    expect(readServeArguments([])).toEqual(defaults)
  })

  it('may say where it listens, what plays and how large videos become', () => {
    const args = '--port 0 --host ::1 --scenario poll-502 --max-side 320'.split(' ')
    expect(readServeArguments(args)).toEqual({ port: 0, host: '::1', scenario: 'poll-502', maxSide: 320 })
  })

  it.each([
    ['an unknown option', ['--prot', '1'], "'--prot'"],
    ['an option without its value', ['--port'], '--port'],
    ['a word too many', ['happy'], "'happy'"],
    ['a port that is none', ['--port', '80a'], '--port is "80a". Give a whole number from 0 to 65535.'],
    ['a port beyond the last', ['--port', '65536'], '--port is "65536"'],
    [
      'a side that is too small',
      ['--max-side', '10'],
      '--max-side is "10". Give a whole number from 64 to 1920.',
    ],
    ['an unknown scenario', ['--scenario', 'poll-503'], 'no scenario "poll-503". Name one of: happy, '],
  ])('say what is wrong with %s', (_, args, message) => {
    expect(() => readServeArguments(args)).toThrow(WrongArguments)
    expect(() => readServeArguments(args)).toThrow(message)
  })
})
