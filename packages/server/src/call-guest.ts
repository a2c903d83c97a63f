import { reportFault } from './report-fault.js'

/**
 * Calls somebody else's function at once. One that throws, or whose promise rejects, is told to the server's log, and decides
 * nothing. Never rejects; settles when that function has.
 */
export async function callGuest(what: string, call: () => unknown): Promise<void> {
  try {
    await call()
  } catch (thrown) {
    reportFault(what, thrown)
  }
}
