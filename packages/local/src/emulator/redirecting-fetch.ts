import type { Wire } from './wires/wire.js'

/** Says under which origin a client believes to speak to a vendor. */
export const VENDOR_ORIGIN = 'x-emulator-origin'

/** A `fetch` that sends what is meant for the vendors' hosts to the emulator, and leaves the rest alone. */
export function createRedirectingFetch(emulatorUrl: string, wires: readonly Wire[]): typeof fetch {
  return async (input, init) => {
    const asked = new URL(input instanceof Request ? input.url : input)
    const wire = wires.find(({ hosts }) => hosts.includes(asked.hostname))
    if (!wire) return fetch(input, init)
    const original = new Request(input, init)
    const request = new Request(`${emulatorUrl}${wire.prefix}${asked.pathname}${asked.search}`, original)
    request.headers.set(VENDOR_ORIGIN, asked.origin)
    return fetch(request)
  }
}
