/** Where pages with the same record hear of each other. */
export function openChannel(name: string, onWritten: () => void): BroadcastChannel | undefined {
  if (typeof BroadcastChannel === 'undefined') return undefined
  const channel = new BroadcastChannel(name)
  channel.onmessage = ({ data }) => {
    if (data === 'written') onWritten()
  }
  return channel
}
