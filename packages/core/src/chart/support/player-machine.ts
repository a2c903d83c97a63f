import { and, fromCallback, not, setup } from 'xstate'

/** A machine that has what the video machine has not: parallel regions, a final state, history, awkward names. */
export const playerMachine = setup({
  actors: { load: fromCallback(() => {}) },
  actions: { log: () => {} },
  guards: { allowed: () => true, late: () => false },
}).createMachine({
  id: 'player',
  type: 'parallel',
  on: { OFF: '.sound.muted' },
  states: {
    sound: {
      initial: 'loud',
      states: {
        loud: { on: { 'mute:now;"x"': 'muted', QUIET: 'muted' } },
        muted: {
          after: { 15000: 'loud' },
          on: { '*': { actions: 'log' }, LOUDER: { guard: and(['allowed', not('late')]), target: 'loud' } },
        },
      },
    },
    picture: {
      initial: 'end',
      states: {
        end: {
          invoke: { id: 'get', src: 'load', onDone: 'note', onError: { target: 'end', reenter: true } },
          on: { BACK: 'last' },
        },
        note: { type: 'final' },
        last: { type: 'history' },
      },
      onDone: '.end',
    },
  },
})
