/** A `fetch` whose answers a test can cut, as a network that goes away does. */
export function cuttableFetch() {
  let cut = () => {}
  const fetchClient: typeof fetch = async (input, init) => {
    const response = await fetch(input, init)
    const wire = new TransformStream<Uint8Array, Uint8Array>({
      start(controller) {
        cut = () => controller.error(new TypeError('network error'))
      },
    })
    response.body?.pipeTo(wire.writable).catch(() => {})
    return new Response(wire.readable, response)
  }
  return { fetchClient, cut: () => cut() }
}
