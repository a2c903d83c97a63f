/** Whether an actor's logic is the machine of Reelstate, in whatever copy of it. */
export function isVideoMachine(logic: unknown): boolean {
  const { id, root } = Object(logic) as { id?: string; root?: { states?: Record<string, unknown> } }
  return id === 'video' && root?.states?.active !== undefined && root.states.success !== undefined
}
