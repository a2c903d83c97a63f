import { spawnChild, stopChild } from 'xstate'
import { setup } from './setup.js'
import { task } from './task.js'
import { NOTHING, type VideoContext, type VideoMachineEvent } from './video-run.js'
import type { VideoPhase } from './video-state.js'
import { steps, VERDICTS } from './video-steps.js'

/** What a timer takes, in ms. */
const LONGEST = 2 ** 31 - 1

/**
 * The life of one video generation. Everything that can happen to a paid job is an arrow in this file; what an arrow
 * records is in `video-steps.ts`, what it does outside is in its actors, two of which `createVideoClient` provides.
 */
export const videoMachine = setup({
  types: {} as { context: VideoContext; events: VideoMachineEvent; tags: VideoPhase },
  actors: {
    /** Creates the job, or opens it where there is one, and carries its wire events here until it is stopped. */
    jobStream: task<VideoContext>(() => {}),
    /** Asks the provider to stop the job, where the server offers that, and sends `CANCEL_ANSWERED`. */
    jobCancel: task<VideoContext>(() => {}),
    /** Sends `ONLINE` when the browser is back on the network, or its page before the user's eyes. */
    networkWatch: task((_input, signal, send) => {
      const look = () => navigator.onLine && !globalThis.document?.hidden && send({ type: 'ONLINE' })
      for (const name of ['online', 'visibilitychange']) globalThis.addEventListener?.(name, look, { signal })
    }),
  },
  guards: {
    offline: () => globalThis.navigator?.onLine === false,
    jobKnown: ({ context }) => context.job !== null && !context.job.key,
    resumeOffered: ({ context }) => context.job?.resume === true,
    /** The page has gone meanwhile, and another one may go on. */
    leftAlone: ({ context, event }) =>
      context.isShown === false && event.type === 'JOB_CREATED' && event.job.resume,
    /** Who slept through the deadline takes one look: the job may have ended by then. */
    attemptLeft: ({ context: { job, attempt, maxAttempts, deadline } }) =>
      job?.resume === true && attempt < maxAttempts && (attempt === 0 || deadline > Date.now()),
    canceledElsewhere: ({ event }) => event.type === 'FAILED' && event.error.code === 'canceled',
    mayHaveBeenCreated: ({ context }) => !VERDICTS.some((code) => code === context.facts.error?.code),
    videoKnown: ({ context }) => context.facts.result !== null,
    /** Somebody looks at a URL that will expire, and that the server can renew. */
    renewable: ({ context }) => !!(context.isShown && context.job?.resume && context.facts.result?.expiresAt),
    nextWaiting: ({ context }) => context.next !== null,
  },
  actions: {
    ...steps,
    openStream: spawnChild('jobStream', { id: 'stream', input: ({ context }) => context }),
    closeStream: stopChild('stream'),
  },
  delays: {
    /** One that is overdue fires at once. */
    deadline: ({ context }) => Math.min(LONGEST, context.deadline - Date.now()),
    /** Full jitter: a thousand pages that lost the same server come back spread out. The last look is at the deadline. */
    backoff: ({ context: { retryAfterMs, attempt, deadline } }) =>
      Math.min(
        LONGEST,
        deadline - Date.now(),
        Math.max(retryAfterMs, Math.random() * Math.min(15_000, 500 * 2 ** attempt)),
      ),
    stall: ({ context }) => context.stallMs ?? (context.beats ? 45_000 : LONGEST),
    /** A minute ahead; once a minute at most. */
    expiry: ({ context: { facts, attempt } }) =>
      Math.min(LONGEST, Math.max(Number(facts.result?.expiresAt) - Date.now() - 60_000, attempt && 60_000)),
    openLimit: 30_000,
    answerLimit: 15_000,
  },
}).createMachine({
  id: 'video',
  context: NOTHING,
  initial: 'idle',
  on: {
    GENERATE: { target: '.active', actions: 'startRun' },
    RESUME: { target: '.active', actions: 'startRun' },
    RESET: { target: '.idle', actions: 'forgetAll' },
    ATTACH: { actions: 'notePage' },
    DETACH: { actions: 'notePage' },
  },
  states: {
    idle: {
      always: { guard: 'nextWaiting', target: 'active', actions: 'startNext' },
    },

    active: {
      initial: 'starting',
      exit: 'closeStream',
      on: {
        // One run at a time: the client refuses another, or cancels this one first.
        GENERATE: undefined,
        RESUME: undefined,
        CANCEL: '.canceling',
        RESET: { target: '.canceling', actions: 'intendReset' },
        RESULT: { target: 'success', actions: 'recordResult' },
        FAILED: [
          { guard: 'canceledElsewhere', target: 'idle', actions: 'recordOutcome' },
          { target: 'error', actions: 'recordError' },
        ],
      },
      states: {
        starting: {
          always: [
            { guard: 'videoKnown', target: '#video.success' },
            { guard: 'resumeOffered', target: 'polling.reconnecting.opening' },
            { target: 'creating' },
          ],
        },

        creating: {
          tags: 'creating',
          entry: 'openStream',
          after: { deadline: { target: '#video.error', actions: 'recordError' } },
          on: {
            JOB_CREATED: [
              { guard: 'leftAlone', target: 'polling.detached', actions: 'recordJob' },
              { target: 'polling', actions: 'recordJob' },
            ],
            ADOPTED: { target: 'starting', actions: ['closeStream', 'startRun'] },
            DROPPED: { target: '#video.error', actions: 'recordError' },
          },
        },

        polling: {
          initial: 'live',
          on: {
            JOB_CREATED: { actions: 'recordJob' },
            STATUS: { target: '.live', actions: 'recordStatus' },
            DROPPED: [
              { guard: 'attemptLeft', target: '.reconnecting', actions: 'countAttempt' },
              { target: '#video.error', actions: 'recordError' },
            ],
            DETACH: { guard: 'resumeOffered', target: '.detached', actions: 'notePage' },
          },
          states: {
            live: {
              tags: 'polling',
              after: {
                stall: { guard: 'attemptLeft', target: 'reconnecting', actions: 'countAttempt' },
                deadline: { target: '#video.error', actions: 'recordError' },
              },
            },
            reconnecting: {
              tags: 'reconnecting',
              initial: 'waiting',
              invoke: { src: 'networkWatch' },
              states: {
                waiting: {
                  entry: 'closeStream',
                  always: { guard: 'offline', target: 'offline' },
                  // Who slept does not wait any longer.
                  on: { ONLINE: 'opening' },
                  after: { backoff: 'opening' },
                },
                offline: {
                  after: { deadline: { target: '#video.error', actions: 'recordError' } },
                  on: { ONLINE: 'opening' },
                },
                // No deadline here: the job may have finished while nobody looked, and its answer comes first.
                opening: {
                  entry: 'openStream',
                  after: {
                    openLimit: [
                      { guard: 'attemptLeft', target: 'waiting', actions: 'countAttempt' },
                      { target: '#video.error', actions: 'recordError' },
                    ],
                  },
                },
              },
            },
            detached: {
              tags: 'polling',
              entry: 'closeStream',
              on: { ATTACH: { target: 'reconnecting.opening', actions: 'notePage' } },
            },
          },
        },

        canceling: {
          tags: 'canceling',
          initial: 'awaitingJob',
          after: { answerLimit: { target: '#video.idle', actions: 'recordOutcome' } },
          on: {
            GENERATE: { actions: 'replaceNext' },
            RESUME: { actions: 'replaceNext' },
            CANCEL: { actions: 'replaceNext' },
            RESET: { actions: 'intendReset' },
            DETACH: { actions: ['replaceNext', 'notePage'] },
            RESULT: { target: '#video.idle', actions: 'recordOutcome' },
            FAILED: { target: '#video.idle', actions: 'recordOutcome' },
          },
          states: {
            awaitingJob: {
              always: { guard: 'jobKnown', target: 'asking' },
              on: {
                JOB_CREATED: { actions: 'recordJob' },
                DROPPED: { target: '#video.idle', actions: 'recordOutcome' },
              },
            },
            asking: {
              invoke: { src: 'jobCancel', input: ({ context }) => context },
              on: { CANCEL_ANSWERED: { target: '#video.idle', actions: 'recordOutcome' } },
            },
          },
        },
      },
    },

    success: {
      tags: 'success',
      initial: 'kept',
      on: {
        REFRESH: { guard: 'resumeOffered', target: '.refreshing' },
        ATTACH: { target: '.kept', actions: 'notePage' },
        DETACH: { target: '.kept', actions: 'notePage' },
      },
      states: {
        kept: { always: { guard: 'renewable', target: 'expiring' } },
        expiring: { after: { expiry: 'refreshing' } },
        refreshing: {
          entry: ['countAttempt', 'openStream'],
          exit: 'closeStream',
          after: { openLimit: 'kept' },
          on: {
            RESULT: { target: 'kept', actions: 'recordResult' },
            DROPPED: 'kept',
            FAILED: 'lasting',
          },
        },
        // The server has no newer URL than this.
        lasting: {},
      },
    },

    error: {
      tags: 'error',
      on: {
        RETRY: [
          { guard: 'mayHaveBeenCreated', target: 'active', actions: 'renewRun' },
          { target: 'active', actions: 'startRun' },
        ],
      },
    },
  },
})
