import { expect } from 'vitest'
import { checkPlayback } from './check-playback.js'
import type { PlaygroundPage } from './playground-page.js'

const FPS = 24

/** Makes a video on the page, from the prompt to the download; returns the percentages that were shown. */
export async function checkFirstFlight(
  play: PlaygroundPage,
  input: { prompt: string; size: string; seconds: string },
): Promise<number[]> {
  const frames = await play.watchFrames()
  await play.generate(input)
  await play.phase('success')

  const names = await play.logNames()
  expect(names.filter((name) => /^(creating|polling|success)$/.test(name))).toEqual([
    'creating',
    'polling',
    'success',
  ])
  expect(names).toEqual(expect.arrayContaining(['RUN_STARTED', 'video:job:created', 'generation:result']))

  const samples = await frames()
  expect(samples.length).toBeGreaterThan(0)
  for (const { percent, frame, total } of samples) {
    expect(total).toBe(Number(input.seconds) * FPS)
    expect(percent).toBe(Math.floor((100 * frame) / total))
  }
  const percents = samples.map(({ percent }) => percent)
  expect(percents).toEqual(percents.toSorted((a, b) => a - b))

  const [width, height] = input.size.split('x').map(Number)
  const playback = await checkPlayback(play.page)
  expect(playback).toMatchObject({ width, height })
  expect(playback.duration).toBeCloseTo(Number(input.seconds), 1)
  expect(playback.playedTo).toBeGreaterThan(1)
  expect(playback.soughtTo).toBeCloseTo(0.7, 2)
  expect(playback.brightness).toBeGreaterThan(8)
  expect(playback.difference).toBeGreaterThan(1)
  expect(await play.page.getByRole('link', { name: 'Download' }).getAttribute('download')).toMatch(/\.mp4$/)
  return percents
}
