import { expect, it } from 'vitest'
import { firstMentions } from './first-mentions.js'

const pending = (videoId: string, more: object = {}) => ({
  type: 'VIDEO_PENDING',
  data: { videoId, message: 'The video is being made.', reference: `ref-${videoId}`, ...more },
})
const video = (data: object) => ({
  type: 'CHAT_VIDEO',
  data: { videoUrl: 'https://videos.example/1.mp4', ...data },
})

it('shows a video that several parts name where it is named first', () => {
  const ordered = pending('vid_1')
  const asked = pending('vid_1', { progress: 40 })
  const other = pending('vid_2')
  const ready = video({ videoId: 'vid_1', reference: 'ref-vid_1' })
  expect([...firstMentions([ordered, asked, other, ready])]).toEqual([ordered, other])
  expect([...firstMentions([ready, ordered])]).toEqual([ready])
})

it('shows each part that cannot be followed, because none becomes another', () => {
  const parts = [
    pending('vid_1', { reference: undefined }),
    pending('vid_1'),
    pending('vid_1', { reference: undefined }),
    video({ videoId: 'vid_1' }),
    video({}),
    video({ reference: 'ref-vid_1' }),
  ]
  expect([...firstMentions(parts)]).toEqual(parts)
})

it('leaves away what the video itself says: that it was canceled, or failed', () => {
  const canceled = { type: 'VIDEO_CANCELED', data: { videoId: 'vid_1', message: 'The video was canceled.' } }
  const failed = { error: 'It took too long.', data: { videoId: 'vid_1', reference: 'ref-vid_1' } }
  const ordered = pending('vid_1')
  expect([...firstMentions([ordered, canceled, failed])]).toEqual([ordered])
  expect([...firstMentions([pending('vid_2'), canceled, failed])]).toEqual([
    pending('vid_2'),
    canceled,
    failed,
  ])
})

it('leaves everything else as it is', () => {
  const canceled = { type: 'VIDEO_CANCELED', data: { videoId: 'vid_9' } }
  const others = [
    ...[null, undefined, 'text', 7, [], {}, { error: 'It was refused.' }, { error: 'It was refused.' }],
    ...[canceled, { ...canceled }, { type: 'VIDEO_PENDING' }, { type: 'VIDEO_PENDING', data: null }],
    ...[
      { type: 'VIDEO_PENDING', data: 'x' },
      { type: 'VIDEO_PENDING', data: { videoId: 7, reference: 7 } },
    ],
  ]
  const parts = [pending('vid_1'), ...others]
  expect([...firstMentions(parts)]).toEqual(parts)
})

it('takes the parts of a whole chat as they come, and none of an empty one', () => {
  const messages = [[pending('vid_1')], [], [pending('vid_1'), pending('vid_2')]]
  function* parts() {
    for (const message of messages) yield* message
  }
  expect([...firstMentions(parts())]).toEqual([messages[0]?.[0], messages[2]?.[1]])
  expect(firstMentions([]).size).toBe(0)
})
