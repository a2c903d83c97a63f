/**
 * Calls a user's function, where there is one. One that throws, or whose promise rejects, is reported on the console and
 * decides nothing: the run goes on, and `undefined` is returned.
 */
export function callGuest(
  name: string,
  guest: ((...args: never[]) => unknown) | undefined,
  ...args: unknown[]
): unknown {
  if (!guest) return undefined
  const report = (error: unknown) =>
    console.error(`Reelstate: ${name} failed; the generation goes on.`, error)
  try {
    const value = guest(...(args as never[]))
    // Nobody waits for what comes later.
    return value instanceof Promise ? void value.catch(report) : value
  } catch (error) {
    report(error)
    return undefined
  }
}
