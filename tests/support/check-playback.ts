import type { Page } from 'playwright'

export interface Playback {
  duration: number
  width: number
  height: number
  /** `currentTime` after it was played for a good second; less where it did not come that far in ten. */
  playedTo: number
  /** Where a seek to 70 % of the duration landed, as a share of it. */
  soughtTo: number
  /** Mean brightness of the frame there, 0-255. */
  brightness: number
  /** Mean difference of its pixels from the first frame's, 0-255. */
  difference: number
}

/** Plays and seeks the page's video for real, and looks at what it shows. */
export function checkPlayback(page: Page, player = '.player'): Promise<Playback> {
  return page.locator(player).evaluate(async (element) => {
    const video = element as HTMLVideoElement
    const happens = (event: string) =>
      new Promise<void>((resolve, reject) => {
        video.addEventListener(event, () => resolve(), { once: true })
        setTimeout(() => reject(new Error(`The video never fired ${event}.`)), 10_000)
      })
    const seek = async (time: number) => {
      const sought = happens('seeked')
      video.currentTime = time
      await sought
    }
    const pixels = () => {
      const canvas = new OffscreenCanvas(64, 36)
      const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D
      context.drawImage(video, 0, 0, 64, 36)
      return context.getImageData(0, 0, 64, 36).data.filter((_, index) => index % 4 !== 3)
    }
    const mean = (values: ArrayLike<number>) =>
      Array.from(values).reduce((sum, value) => sum + value, 0) / values.length

    if (video.readyState < 2) await happens('loadeddata')
    video.pause()
    video.loop = false
    await seek(0)
    const first = pixels()
    await video.play()
    for (let tries = 0; video.currentTime < 1.2 && !video.ended && tries < 200; tries++)
      await new Promise((resolve) => setTimeout(resolve, 50))
    const playedTo = video.currentTime
    video.pause()
    await seek(0.7 * video.duration)
    const later = pixels()
    return {
      duration: video.duration,
      width: video.videoWidth,
      height: video.videoHeight,
      playedTo,
      soughtTo: video.currentTime / video.duration,
      brightness: mean(later),
      difference: mean(Array.from(later, (value, index) => Math.abs(value - (first[index] ?? 0)))),
    }
  })
}
