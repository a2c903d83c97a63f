import type { ActorShape } from '@reelstate/core/chart'

/** How many watch an actor from here. */
const watchers = new WeakMap<object, number>()

type SubscribeWithError = (
  onSnapshot: () => void,
  onError: (error: unknown) => void,
) => { unsubscribe(): void }

/**
 * Calls back once when an actor fails, at once where it has. Returns how to stop. XState throws what a root actor failed
 * with where nobody listens; a watcher does not keep it from doing so.
 */
export function watchFailure(actor: ActorShape, onFailure: (error: unknown) => void): () => void {
  const { _parent, observers } = actor as { _parent?: unknown; observers?: ReadonlySet<unknown> }
  let isOver = false
  const leave = () => {
    isOver = true
    watchers.set(actor, (watchers.get(actor) ?? 1) - 1)
  }
  watchers.set(actor, (watchers.get(actor) ?? 0) + 1)
  const fail = (error: unknown) => {
    // The first watcher that hears it throws for all of them.
    const isUnheard = !_parent && observers?.size === watchers.get(actor)
    leave()
    if (isUnheard)
      setTimeout(() => {
        throw error
      })
    onFailure(error)
  }
  const { unsubscribe } = (actor.subscribe as SubscribeWithError).call(actor, () => {}, fail)
  return () => {
    if (isOver) return
    leave()
    unsubscribe()
  }
}
