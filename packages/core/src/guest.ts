/** Functions that came from a user of the library. */
type Guests = { [name: string]: unknown }

/**
 * Calls a user's callback by its name, where there is one. One that throws, or whose promise rejects, is reported on
 * the console and decides nothing: the run goes on, and `undefined` is returned.
 */
export function callGuest(guests: Guests, name: string, ...args: unknown[]): unknown {
  const report = (error: unknown) =>
    console.error(`Reelstate: ${name} failed; the generation goes on.`, error)
  try {
    const value = (guests[name] as ((...args: unknown[]) => unknown) | undefined)?.(...args)
    if (value instanceof Promise) value.catch(report)
    return value
  } catch (error) {
    report(error)
    return undefined
  }
}
