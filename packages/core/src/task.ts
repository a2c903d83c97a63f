import type { AnyActorRef, CallbackActorLogic, EventObject } from 'xstate'

interface TaskSnapshot<TInput> {
  status: 'active' | 'stopped'
  input: TInput
  running: AbortController
}

/**
 * An actor that does one thing outside the machine until it is stopped, and may send events back. It stands in for
 * XState's `fromCallback`: a signal in place of the cleanup, no inbox, and 200 B less in every page.
 */
export const task = <TInput, TEvent extends EventObject = EventObject>(
  run: (input: TInput, signal: AbortSignal, send: (event: TEvent) => void) => void,
) =>
  ({
    getInitialSnapshot: (_scope: object, input: TInput): TaskSnapshot<TInput> => ({
      status: 'active',
      input,
      running: new AbortController(),
    }),
    start({ input, running: { signal } }: TaskSnapshot<TInput>, { self }: { self: AnyActorRef }) {
      run(input, signal, (event) => signal.aborted || self._parent?.send(event))
    },
    transition(snapshot: TaskSnapshot<TInput>, { type }: EventObject): TaskSnapshot<TInput> {
      if (type !== 'xstate.stop') return snapshot
      snapshot.running.abort()
      return { ...snapshot, status: 'stopped' }
    },
    getPersistedSnapshot: (snapshot: TaskSnapshot<TInput>) => snapshot,
  }) as unknown as CallbackActorLogic<EventObject, TInput>
