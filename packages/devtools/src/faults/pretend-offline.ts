/** Who pretends: the network is back when the last has stopped. */
const pretenders = new Set<object>()

/** Has the page believe that it is offline, or no longer. Where there is no `navigator`, only the events are fired. */
export function pretendOffline(who: object, isOffline: boolean): void {
  const before = pretenders.size
  if (isOffline) pretenders.add(who)
  else pretenders.delete(who)
  if (pretenders.size === before || pretenders.size + before !== 1) return
  const { navigator } = globalThis as { navigator?: Navigator }
  if (navigator) {
    // The property of the prototype tells the truth, and stays.
    if (isOffline) Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => false })
    else Reflect.deleteProperty(navigator, 'onLine')
  }
  // Nobody is told that a network is back which really is away.
  if (isOffline || navigator?.onLine !== false)
    globalThis.dispatchEvent?.(new Event(isOffline ? 'offline' : 'online'))
}
