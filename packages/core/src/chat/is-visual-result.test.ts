import { describe, expect, it } from 'vitest'
import { isVisualResult } from '../chat.js'

describe('isVisualResult', () => {
  it.each([
    ['a video', { type: 'CHAT_VIDEO', data: { videoUrl: 'https://videos.example/a.mp4' } }, true],
    ['a video in the making', { type: 'VIDEO_PENDING', data: { videoId: 'a', message: '' } }, true],
    ['a video in the making of which nothing is known', { type: 'VIDEO_PENDING' }, true],
    ['a video without its URL', { type: 'CHAT_VIDEO', data: { videoUrl: '' } }, false],
    ['a video without data', { type: 'CHAT_VIDEO', data: null }, false],
    ['an error', { error: 'Video generation failed' }, false],
    ['a text', 'VIDEO_PENDING', false],
    ['nothing', null, false],
  ])('tells of %s whether to show it', (_, part, expected) => {
    expect(isVisualResult(part)).toBe(expected)
  })
})
