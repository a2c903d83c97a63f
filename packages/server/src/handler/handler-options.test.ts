import { describe, expect, it } from 'vitest'
import { scriptedAdapter } from '../support/scripted-adapter.js'
import { checkHandlerOptions, type VideoHandlerOptions } from './handler-options.js'

const good: VideoHandlerOptions = {
  adapter: scriptedAdapter(),
  authorize: () => 'ada',
  secret: 'a secret of at least thirty-two characters',
}

describe('the options of a handler', () => {
  it.each([
    [
      'a site without its scheme',
      { cors: { origins: ['app.example'] } },
      /cors\.origins holds "app\.example"/,
    ],
    ['a site with a path', { cors: { origins: ['https://app.example/'] } }, /cors\.origins/],
    ['the origin of every sandbox', { cors: { origins: ['null'] } }, /cors\.origins holds "null"/],
    ['a limit that is no number', { limits: { concurrent: Number.NaN } }, /limits\.concurrent is NaN/],
    ['a limit in words', { limits: { costPerDay: '5' as never } }, /limits\.costPerDay is "5"/],
    ['a public URL of another host by mistake', { publicUrl: '//app.example/video' }, /publicUrl/],
    ['a public URL with a fragment', { publicUrl: 'https://app.example/#video' }, /publicUrl/],
    ['an adapter that is none', { adapter: {} as never }, /adapter/],
    ['no adapters', { adapter: undefined as never, adapters: {} }, /adapters are empty/],
  ])('with %s are refused with what to do', (_, wrong, message) => {
    expect(() => checkHandlerOptions({ ...good, ...wrong })).toThrow(message)
  })

  it.each([
    [{ cors: { origins: ['https://app.example', 'http://localhost:5173'] } }],
    [{ publicUrl: '/api/video' }],
    [{ publicUrl: 'https://app.example/api/video?tenant=7' }],
    [{ limits: { concurrent: 0 } }],
  ])('with %j are fine', (more) => {
    expect([...checkHandlerOptions({ ...good, ...more }).keys()]).toEqual(['scripted'])
  })
})
