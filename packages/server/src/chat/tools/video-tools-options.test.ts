import { VideoError } from '@reelstate/core/protocol'
import { describe, expect, it, onTestFinished } from 'vitest'
import { videoTools } from '../../chat.js'
import { memoryStore } from '../../stores/memory-store.js'
import { scriptedAdapter } from '../../support/scripted-adapter.js'
import { chatRequest, openChat, SECRET, videoIdOf } from '../support/chat.js'

const input = { prompt: 'A fox in the snow' }

describe('videoTools', () => {
  it('makes a handler of an adapter, which serves the pages, too', async () => {
    const adapter = scriptedAdapter({ statuses: [{ status: 'processing' }] })
    const authorize = (request: Request) => request.headers.get('x-user')
    const tools = videoTools({ adapter, authorize, secret: SECRET, store: memoryStore(), url: '/api/video' })
    onTestFinished(() => tools.handler.close(1_000))
    const part = await tools.for(chatRequest('ada'), 'chat-1')[0]?.execute(input)
    const list = new Request('https://app.example/api/video', { headers: { 'x-user': 'ada' } })
    expect(await (await tools.handler(list)).json()).toMatchObject({
      jobs: [{ jobId: part && videoIdOf(part) }],
    })
  })

  it('refuses what a browser says that another site sent', async () => {
    const chat = openChat({ handler: { work: false } })
    const request = chatRequest('ada', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' })
    const part = await chat.tools.for(request, 'chat-1')[0]?.execute(input)
    expect(part).toMatchObject({ code: 'unauthorized' })
  })

  it.each<[string, object, RegExp]>([
    ['neither a handler nor an adapter', { handler: undefined }, /Give one of them/],
    ['no authorize', { authorize: undefined }, /authorize is missing/],
    ['no url', { url: undefined }, /url is missing/],
    ['a URL of no use', { url: 'api/video' }, /url is "api\/video"/],
    ['a URL of another host by mistake', { url: '//app.example/video' }, /url is "\/\/app/],
    ['a URL without a host', { url: 'https://' }, /url is "https:\/\/"/],
    ['a URL with a query', { url: '/api/video?tenant=7' }, /url is .* without a query/],
    ['a URL with a fragment', { url: '/api/video#top' }, /url is/],
    [
      'a URL of no use for the handler of an adapter',
      { handler: undefined, adapter: scriptedAdapter(), secret: SECRET, url: 'api/video' },
      /videoTools: url is "api\/video"/,
    ],
    ['a wait that is none', { waitMs: -1 }, /waitMs is -1/],
    ['a limit that is none', { limits: { videos: Number.NaN } }, /limits.videos is NaN/],
    ['a limit that there is not', { limits: { video: 5 } }, /no limits\.video\. Give videos, seconds, cost/],
    ['limits that are null', { limits: null }, /limits are null/],
    ['limits that are a number', { limits: 5 }, /limits are 5/],
    ['limits that are a list', { limits: [] }, /limits are a list/],
    ['a cost limit without costs', { limits: { cost: 1 } }, /limits.cost without cost/],
  ])('refuses %s', (_, wrong, message) => {
    const { handler } = openChat({ handler: { work: false } })
    const options = { handler, url: '/api/video', authorize: () => 'ada', ...wrong }
    const make = () => videoTools(options as never)
    expect(make).toThrow(message)
    expect(make).toThrow(VideoError)
  })

  it('refuses nothing at all', () => {
    const make = videoTools as unknown as () => void
    expect(make).toThrow(/Give one of them/)
    expect(make).toThrow(VideoError)
  })

  it.each(['/api/video', 'https://app.example/api/video'])('takes the url %s', (url) => {
    const { handler } = openChat({ handler: { work: false } })
    expect(videoTools({ handler, url, authorize: () => 'ada' }).handler).toBe(handler)
  })

  it('refuses a conversation without a name', () => {
    const { tools } = openChat({ handler: { work: false } })
    expect(() => tools.for(chatRequest('ada'), '')).toThrow('The conversation is ""')
  })
})
