import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

export interface Delivery {
  body: Uint8Array
  headers: Headers
}

/** A server that accepts whatever is sent to it. */
export async function collectWebhooks() {
  const deliveries: Delivery[] = []
  let tell = () => {}
  const server = createServer(async (request, response) => {
    const body = new Uint8Array(await buffer(request))
    const headers = new Headers()
    for (const [name, value] of Object.entries(request.headers)) headers.set(name, `${value}`)
    deliveries.push({ body, headers })
    response.end()
    tell()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const at = async (index: number): Promise<Delivery> => {
    for (;;) {
      const delivery = deliveries[index]
      if (delivery) return delivery
      await new Promise<void>((resolve) => {
        tell = resolve
      })
    }
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    deliveries,
    /** The first one, which may still be on its way. */
    next: () => at(0),
    /** The one that comes after `earlier` and those of its job. */
    async after(earlier: Delivery): Promise<Delivery> {
      const about = (delivery: Delivery) => new TextDecoder().decode(delivery.body)
      for (let index = deliveries.indexOf(earlier) + 1; ; index++) {
        const delivery = await at(index)
        if (about(delivery) !== about(earlier)) return delivery
      }
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
