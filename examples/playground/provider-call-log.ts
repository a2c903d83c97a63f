/** One request to a provider, for the event log of the page. */
export interface ProviderCall {
  id: number
  /** The adapter that asked. */
  adapter: string
  /** ms since the epoch. */
  at: number
  method: string
  /** Where, below the provider's base. */
  path: string
  /** The status of the answer; 0 where the connection broke. */
  status: number
}

const MAX_CALLS = 500

/** The latest requests to providers, in the order of their answers. */
export class ProviderCallLog {
  readonly #calls: ProviderCall[] = []
  /** Goes on counting after a restart, for pages that outlive the server. */
  #nextId = Date.now()

  /** A `fetch` whose requests are remembered as those of `adapter`. */
  listen(adapter: string, send: typeof fetch): typeof fetch {
    return async (input, init) => {
      const { pathname } = new URL(input instanceof Request ? input.url : input)
      const call = { adapter, method: init?.method ?? 'GET', path: pathname }
      try {
        const response = await send(input, init)
        this.#add({ ...call, status: response.status })
        return response
      } catch (error) {
        this.#add({ ...call, status: 0 })
        throw error
      }
    }
  }

  of(adapter: string): ProviderCall[] {
    return this.#calls.filter((call) => call.adapter === adapter)
  }

  #add(call: Omit<ProviderCall, 'id' | 'at'>): void {
    this.#calls.push({ ...call, id: this.#nextId++, at: Date.now() })
    if (this.#calls.length > MAX_CALLS) this.#calls.shift()
  }
}
