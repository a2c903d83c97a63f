import { expect, it } from 'vitest'
import { videoTools } from '../../chat.js'
import type { VideoHandler } from '../../handler/create-video-handler.js'
import { chatRequest, openChat, videoIdOf } from '../support/chat.js'

it('passes on who asks, and nothing that is about the chat’s own body and answer', async () => {
  const chat = openChat()
  const seen: Request[] = []
  const handler: VideoHandler = Object.assign(
    (request: Request) => {
      seen.push(request.clone())
      return chat.handler(request)
    },
    { jobs: chat.handler.jobs, close: chat.handler.close },
  )
  const authorize = (request: Request) => request.headers.get('x-user')
  const request = chatRequest('ada', {
    accept: 'text/event-stream',
    authorization: 'Bearer ada',
    cookie: 'session=1',
    'content-encoding': 'gzip',
    'content-length': '16',
    'idempotency-key': 'the chat',
    'if-match': '"1"',
    'if-none-match': '*',
    'last-event-id': '3',
    range: 'bytes=0-3',
    'transfer-encoding': 'chunked',
    'x-forwarded-for': '192.0.2.1',
    'x-run-id': 'run-1',
  })
  const [create, check, cancel] = videoTools({ handler, authorize, url: '/api/video', waitMs: 0 }).for(
    request,
    'chat-1',
  )
  const part = await create?.execute({ prompt: 'A fox in the snow' }, { id: 'call-1' })
  if (!part) throw new Error('There is no tool.')
  const videoId = videoIdOf(part)
  expect(await check?.execute({ videoId })).toMatchObject({ type: 'VIDEO_PENDING' })
  expect(await cancel?.execute({ videoId })).toMatchObject({ type: 'VIDEO_CANCELED' })

  const [post, ...others] = seen
  const asker = {
    accept: 'application/json',
    authorization: 'Bearer ada',
    cookie: 'session=1',
    'x-forwarded-for': '192.0.2.1',
    'x-user': 'ada',
  }
  expect(Object.fromEntries(post?.headers ?? [])).toEqual({
    ...asker,
    'content-type': 'application/json',
    'idempotency-key': expect.stringMatching(/^chat-/),
  })
  expect(others.map(({ method }) => method)).toEqual(['GET', 'GET', 'DELETE'])
  for (const { headers } of others) expect(Object.fromEntries(headers)).toEqual(asker)
})
