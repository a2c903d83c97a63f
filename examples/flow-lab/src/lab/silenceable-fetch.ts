/**
 * A `fetch` whose open answers can be made to fall silent: nothing more of them comes, and nobody is told, as when a router
 * forgets a connection. Answers to later requests come.
 */
export function silenceableFetch(fetch: typeof globalThis.fetch) {
  const open = new Set<{ isSilent: boolean }>()
  return {
    fetch: async (...request: Parameters<typeof globalThis.fetch>): Promise<Response> => {
      const { body, status, statusText, headers } = await fetch(...request)
      if (!body) return new Response(null, { status, statusText, headers })
      const answer = { isSilent: false }
      open.add(answer)
      const reader = body.getReader()
      const stream = new ReadableStream<Uint8Array>({
        async pull(controller) {
          const { done, value } = await reader.read()
          if (answer.isSilent) return new Promise(() => {})
          if (!done) return controller.enqueue(value)
          open.delete(answer)
          controller.close()
        },
        cancel(reason) {
          open.delete(answer)
          return reader.cancel(reason)
        },
      })
      return new Response(stream, { status, statusText, headers })
    },
    silence: (): void => {
      for (const answer of open) answer.isSilent = true
    },
  }
}
