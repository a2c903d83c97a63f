import {
  statesWithoutStory,
  testWorld,
  transitionCoverage,
  videoPaths,
  videoStates,
  videoStory,
} from '@reelstate/core/testing'
import { useGenerateVideo, type VideoClient } from '@reelstate/react'
import { composeStory } from '@storybook/react'
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { loadCsf } from 'storybook/internal/csf-tools'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { MountedVideo } from './conformance/binding.js'
import { BINDINGS } from './conformance/bindings.js'

/** The page under test: all that a video needs of one. */
function Trailer({ client }: { client: VideoClient }) {
  const video = useGenerateVideo({ client })
  return (
    <main>
      <p role="status">{video.phase}</p>
      {video.error && <p role="alert">{video.error.message}</p>}
      {video.result && <p>{video.result.url}</p>}
      <button type="button" onClick={() => void video.generate({ prompt: 'a dog' })}>
        Generate
      </button>
      <button type="button" onClick={video.stop}>
        Stop
      </button>
      <button type="button" onClick={video.reset}>
        Reset
      </button>
      <button type="button" onClick={video.retry}>
        Retry
      </button>
      <button type="button" onClick={() => void video.resume('job-1')}>
        Follow
      </button>
      <button type="button" onClick={video.refreshResult}>
        Refresh
      </button>
    </main>
  )
}

const PATHS = videoPaths({ cover: 'transitions' }).map((path) => [path.name, path] as const)
const shown = () => screen.getByRole('status').textContent
const click = (name: string) => () => void fireEvent.click(screen.getByRole('button', { name }))

afterEach(cleanup)

describe('a React page driven along the paths', () => {
  const coverage = transitionCoverage()

  it.each(PATHS)('%s', async (_name, path) => {
    const world = testWorld({ act })
    coverage.follow(world.client)
    const mount = () => void render(<Trailer client={world.client} />)
    await world.drive(path, {
      open: mount,
      leave: cleanup,
      'come back': mount,
      generate: click('Generate'),
      stop: click('Stop'),
      reset: click('Reset'),
      retry: click('Retry'),
      resume: click('Follow'),
      refresh: click('Refresh'),
      check: ({ phase, isShown }) => {
        expect(screen.queryByRole('status') !== null).toBe(isShown)
        if (isShown) expect(shown()).toBe(phase)
      },
    })
  })

  afterAll(() => expect(coverage.missed).toEqual([]))
})

describe.each(['vue', 'svelte'] as const)('a page of %s driven along the paths', (framework) => {
  const coverage = transitionCoverage()

  it.each(PATHS)('%s', async (_name, path) => {
    const world = testWorld()
    coverage.follow(world.client)
    let page: MountedVideo | undefined
    const mount = async () => {
      page = await BINDINGS[framework].mount({ options: { client: world.client } })
    }
    const leave = async () => {
      await page?.unmount()
      page = undefined
    }
    await world.drive(path, {
      open: mount,
      leave,
      'come back': mount,
      generate: () => void page?.video.generate({ prompt: 'a dog' }),
      stop: () => page?.press('stop'),
      reset: () => page?.press('reset'),
      retry: () => page?.press('retry'),
      resume: () => void page?.video.resume('job-1'),
      refresh: () => page?.press('refreshResult'),
      check: ({ phase, status }) => page && expect(page.shown()).toMatchObject({ phase, status }),
    })
    await leave()
  })

  afterAll(() => expect(coverage.missed).toEqual([]))
})

describe('stories made from the machine', () => {
  const meta = { component: Trailer }

  it.each(videoStates())('show %s, and stay there', async (state) => {
    const story = videoStory(state)
    const Story = composeStory(story, meta)
    const { unmount } = render(<Story />)
    await act(() => new Promise((resolve) => setTimeout(resolve, 5)))
    const { client } = story
    expect(story.parameters.reelstate.state).toBe(state)
    expect(shown()).toBe(client.getState().phase)
    const { value } = client.actor.getSnapshot()
    unmount()
    expect(client.actor.getSnapshot().value).toEqual(value)
    expect(videoStory(state).client.actor.getSnapshot().value).toEqual(value)
  })

  it('have buttons that work', async () => {
    const Story = composeStory(videoStory('reconnecting'), meta)
    render(<Story />)
    expect(shown()).toBe('reconnecting')
    act(click('Stop'))
    expect(shown()).toBe('canceling')
    await act(() => new Promise((resolve) => setTimeout(resolve, 5)))
    expect(shown()).toBe('idle')
    act(click('Generate'))
    expect(shown()).toBe('creating')
  })

  it('begin anew when they are shown again', async () => {
    const Story = composeStory(videoStory('reconnecting'), meta)
    const { unmount, rerender } = render(<Story />)
    act(click('Stop'))
    await act(() => new Promise((resolve) => setTimeout(resolve, 5)))
    rerender(<Story />)
    expect(shown()).toBe('idle')
    unmount()
    render(<Story />)
    expect(shown()).toBe('reconnecting')
  })

  it('are found by Storybook in a file of them', () => {
    const file = [
      "import { videoStory } from '@reelstate/core/testing'",
      "import { Trailer } from './trailer'",
      'export default { component: Trailer }',
      "export const Reconnecting = videoStory('reconnecting')",
    ].join('\n')
    const { indexInputs } = loadCsf(file, {
      fileName: 'trailer.stories.tsx',
      makeTitle: () => 'Trailer',
    }).parse()
    expect(indexInputs).toMatchObject([{ exportName: 'Reconnecting', type: 'story' }])
  })

  it('are found missing where a state has none', () => {
    const all = Object.fromEntries(videoStates().map((state) => [state, videoStory(state)]))
    expect(statesWithoutStory({ default: meta, ...all })).toEqual([])
    expect(statesWithoutStory({ default: meta, Canceling: videoStory('canceling') })).toEqual(
      videoStates().filter((state) => state !== 'active.canceling.awaitingJob'),
    )
    expect(() => videoStory('downloading')).toThrow(
      /cannot stand in "downloading". It can in: idle, active.creating, /,
    )
  })
})
