import type { CancelOutcome, VideoErrorCode } from '../protocol.js'
import type { VideoRunOptions } from '../video-client.js'
import type { VideoPhase } from '../video-state.js'
import type { ModelServerSettings } from './model-server.js'

/** What somebody does, so many ms after the start. */
export type FlowAct = { at: number } & (
  | { who: 'user'; does: 'generate'; prompt: string }
  | { who: 'user'; does: 'stop' | 'reset' | 'retry' | 'refreshResult' | 'reload' }
  | { who: 'network'; does: 'drop' | 'goOffline' | 'goOnline' | 'silence' }
  | { who: 'another tab'; does: 'cancel' }
)

/** What a scenario is about. */
export type FlowGroup =
  | 'How it goes'
  | 'Refusals'
  | 'The connection'
  | 'The page'
  | 'Stopping'
  | 'The order'
  | 'The link'

/** One story of a video, as data: a test plays it in milliseconds, a page while somebody watches. */
export interface FlowScenario {
  /** Short, in kebab-case: fit for a file or an address. */
  name: string
  /** Which of them it belongs with, in a list. */
  group: FlowGroup
  /** A line for a list. */
  title: string
  /** What happens, and what is to be seen. */
  says: string
  /** How the server behaves. */
  server: ModelServerSettings
  /** The client's options. */
  client: Pick<VideoRunOptions, 'maxDuration' | 'maxAttempts' | 'stallMs' | 'whenBusy'>
  /** In order of time. */
  acts: readonly FlowAct[]
  /** When it is over, in ms after the start. */
  lastsMs: number
  /** How it ends. */
  ends: {
    phase: VideoPhase
    /** Jobs that the provider was given: each one is paid for. */
    jobs: number
    /** Where it ends as an error. */
    error?: VideoErrorCode
    /** Where it was stopped. */
    canceled?: CancelOutcome
  }
}

const SAID: Record<FlowAct['who'], Record<string, string>> = {
  user: {
    generate: 'The user asks for a video.',
    stop: 'The user stops it.',
    reset: 'The user resets everything.',
    retry: 'The user tries again.',
    refreshResult: 'The user asks for the video’s link again.',
    reload: 'The user reloads the page.',
  },
  network: {
    drop: 'The network drops the connection.',
    goOffline: 'The network goes away.',
    goOnline: 'The network is back.',
    silence: 'The connection falls silent.',
  },
  'another tab': { cancel: 'Another tab cancels the job.' },
}

/** An act as a sentence, for a page that shows what happens. */
export const describeFlowAct = ({ who, does }: FlowAct): string => SAID[who][does] ?? `${who}: ${does}`
