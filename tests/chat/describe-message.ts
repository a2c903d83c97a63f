import { afterEach, beforeAll, beforeEach, describe, expect, vi } from 'vitest'
import type { MountMessage } from './binding.js'
import { BINDINGS } from './bindings.js'
import { recordVideo } from './real-video.js'
import { Stage } from './stage.js'

/** A video that plays. */
export let good = ''
/** Some that nobody can play. */
export const BROKEN = ['AAAA', 'AAAB', 'AAAC'].map((bytes) => `data:video/mp4;base64,${bytes}`) as [
  string,
  string,
  string,
]
/** The page of the test that runs. */
export let stage: Stage
/** What the console was told; a test that expects some takes it out. */
export const complaints: unknown[][] = []

/**
 * The same tests in every framework; none may leave a complaint on the console. Where nothing `scrolls`, everything is on
 * the screen at once.
 */
export function describeMessage(
  what: string,
  tests: (mount: MountMessage) => void,
  { scrolls = false } = {},
): void {
  beforeAll(async () => {
    good ||= await recordVideo()
  })

  describe.each(Object.entries(BINDINGS))(`a message in %s ${what}`, (_name, mount) => {
    beforeEach(() => {
      stage = new Stage(mount)
      complaints.length = 0
      if (!scrolls) vi.stubGlobal('IntersectionObserver', undefined)
      for (const level of ['error', 'warn'] as const)
        vi.spyOn(console, level).mockImplementation((...words) => void complaints.push(words))
    })
    afterEach(async () => {
      await stage.close()
      vi.restoreAllMocks()
      vi.unstubAllGlobals()
      document.body.replaceChildren()
      document.body.removeAttribute('style')
      document.head.querySelector('#page-style')?.remove()
      window.scrollTo(0, 0)
      expect(complaints).toEqual([])
    })
    tests(mount)
  })
}
