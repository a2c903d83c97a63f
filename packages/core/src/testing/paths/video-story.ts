import type { VideoClient, VideoRunOptions } from '../../video-client.js'
import type { VideoMachineEvent } from '../../video-run.js'
import { createSimulatedClock } from '../create-simulated-clock.js'
import { createTestClient } from '../create-test-client.js'
import { scriptedTransport } from '../scripted-transport.js'
import { PATHS_START } from './step-graph.js'
import { stateOf } from './to-video-step.js'
import type { VideoPath } from './video-path.js'
import { pathTo, videoStates } from './video-paths.js'

/** A job under way shows how far it is. */
const PROGRESS: VideoMachineEvent = {
  type: 'STATUS',
  reports: [{ progress: 40, videoStatus: { jobId: 'job-1', status: 'processing', progress: 40 } }],
  after: undefined,
}

/** How Storybook calls a story with other arguments than its own. */
type StoryFunction = (update: { args: object }) => unknown

/**
 * A story as Storybook's Component Story Format has it. Its component is given the client as the prop `client`; not by
 * `args`, which Storybook reads to the last field, and keeps in its URL.
 */
export interface VideoStory {
  decorators: [(story: StoryFunction, context: { args: object }) => never]
  parameters: { reelstate: { state: string; path: string } }
  /** The client that the story shows, or will show next, for tests without Storybook. */
  readonly client: VideoClient
}

/**
 * A story whose client stands in a state of the machine: `reconnecting`, or exactly `active.polling.reconnecting.offline`.
 * It came there on its path, in no time, and nothing happens to it by itself: its clock stands still and its server is
 * silent, but for a `stop`, which is answered. What users do works, until the story is left: shown again, it has a new
 * client in that state. Pages that come and go change nothing.
 *
 * ```ts
 * export default { component: Trailer }
 * export const Reconnecting = videoStory('reconnecting')
 * ```
 *
 * Throws a `TypeError` that lists the states for any other.
 */
export function videoStory(state: string, options: Omit<VideoRunOptions, 'persist'> = {}): VideoStory {
  // Who follows a job by its reference alone cannot cancel it.
  const path = pathTo(state, ['resume'])
  const found = path.steps.at(-1)?.state ?? ''
  let shown: ShownClient | undefined
  const client = () => {
    if (!shown || shown.wasLeft()) shown = showClient(standAtTheEnd(path, options))
    return shown.client
  }
  return {
    decorators: [(story, { args }) => story({ args: { ...args, client: client() } }) as never],
    parameters: { reelstate: { state: found, path: path.name } },
    get client() {
      return client()
    },
  }
}

/** A client that went along a path, in no time, and stands there. */
function standAtTheEnd(path: VideoPath, options: Omit<VideoRunOptions, 'persist'>): VideoClient {
  const clock = createSimulatedClock({ now: PATHS_START })
  // On the way nobody answers, or the state would be left again.
  const transport = scriptedTransport([], { clock, cancel: new Promise(() => {}) })
  const client = createTestClient({ ...options, connection: transport, clock })
  const actor = client.actor as typeof client.actor & { send(event: VideoMachineEvent): void }
  for (const { name, events, state } of path.steps) {
    if (name === 'offline') client.network.goOffline()
    for (const event of events) actor.send(event)
    if (name === 'job created' && state === 'active.polling.live') actor.send(PROGRESS)
  }
  const [wanted, found] = [path.steps.at(-1)?.state, stateOf(actor.getSnapshot().value)]
  if (found !== wanted) throw new Error(`The way to "${wanted}" ended in ${found}.`)
  transport.cancelAnswer = 'canceled'
  return client
}

interface ShownClient {
  readonly client: VideoClient
  /** Whether a page has shown it, and none does any more. */
  wasLeft(): boolean
}

/** Counts the pages that show a client, and keeps them from it: its page is the one that the path opened, or left. */
function showClient(client: VideoClient): ShownClient {
  let shows = 0
  let wasShown = false
  const attach = () => {
    let isThere = true
    shows += 1
    wasShown = true
    return () => {
      if (isThere) shows -= 1
      isThere = false
    }
  }
  return { client: { ...client, attach }, wasLeft: () => wasShown && shows === 0 }
}

/**
 * The states of the machine that a file of stories does not show, for a test that fails when a state has no story:
 * `expect(statesWithoutStory(await import('./trailer.stories'))).toEqual([])`.
 */
export function statesWithoutStory(stories: object): readonly string[] {
  const shown = Object.values(stories).map((story: Partial<VideoStory> | undefined) => {
    return story?.parameters?.reelstate?.state
  })
  return videoStates().filter((state) => !shown.includes(state))
}
