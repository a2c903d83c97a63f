import type { VideoClient } from '@reelstate/core'
import { expect, vi } from 'vitest'
import type { Behaviours } from '../behaviours.js'
import { keeping } from '../keeping.js'
import { FAST } from '../scripted-server.js'
import { calm, PROMPT, says, shows, URL_1 } from '../stage.js'

/** A client that says how many follow it. */
function counted(client: VideoClient) {
  const followers = { subscribed: 0, attached: 0 }
  const count = (name: keyof typeof followers, leave: () => void) => {
    followers[name]++
    return () => {
      followers[name]--
      leave()
    }
  }
  return {
    followers,
    client: {
      ...client,
      subscribe: (listener: Parameters<VideoClient['subscribe']>[0]) =>
        count('subscribed', client.subscribe(listener)),
      attach: () => count('attached', client.attach()),
    },
  }
}

/** Coming, going, and coming back. */
export const LIFECYCLE: Behaviours = {
  async 'closes a stream that can be continued when it goes, and the job goes on'(stage) {
    const { page, request, outcome } = await stage.underWay()
    await page.unmount()
    await vi.waitFor(() => expect(request.isClosed).toBe(true), FAST)
    expect(await outcome).toEqual({ outcome: 'detached' })
    expect(stage.server.methods()).toEqual(['POST'])
  },

  async 'lets an order finish that cannot be continued, and tells its end'(stage) {
    const onResult = vi.fn()
    const page = await stage.mount({ onResult })
    page.video.generate(PROMPT)
    const request = await stage.server.request(1)
    request.send(says.job())
    await shows(page, { phase: 'polling' })
    await page.unmount()
    expect(request.isClosed).toBe(false)
    request.send(says.video())
    await vi.waitFor(() => expect(onResult).toHaveBeenCalledOnce(), FAST)
  },

  async 'goes on in the next component with the same client'(stage) {
    const client = stage.client()
    const first = await stage.mount({}, { options: { client } })
    client.generate(PROMPT)
    ;(await stage.server.request(1)).send(says.followable, says.progress(30))
    await shows(first, { progress: 30 })
    await first.unmount()
    const second = await stage.mount({}, { options: { client } })
    const again = await stage.server.request(2)
    expect(again.url.searchParams.get('ref')).toBe('ref-1')
    again.send(says.followable, says.video())
    await shows(second, { status: 'success' })
    expect(stage.server.methods()).toEqual(['POST', 'GET'])
  },

  async 'goes on after a reload'(stage) {
    const { persist } = keeping()
    const { page } = await stage.underWay({ persist: persist() })
    await page.unmount()
    page.video.dispose()
    const later = await stage.mount({ persist: persist() })
    const again = await stage.server.request(2)
    expect(again.url.searchParams.get('ref')).toBe('ref-1')
    again.send(says.followable, says.video())
    await shows(later, { status: 'success', input: PROMPT, result: { url: URL_1 } })
    expect(stage.server.methods()).toEqual(['POST', 'GET'])
  },

  async 'looks up by its key an order whose answer no page has seen'(stage) {
    const { items, persist } = keeping()
    const page = await stage.mount({ persist: persist() })
    page.video.generate(PROMPT)
    const order = await stage.server.request(1)
    const record = [...items.values()].join()
    await page.unmount()
    // The page was gone before it knew its job: what it had written is all there is.
    const { storage, persist: later } = keeping()
    storage.getItem.mockReturnValue(record)
    const second = await stage.mount({ persist: later() })
    const lookup = await stage.server.request(2)
    expect(lookup.method).toBe('GET')
    expect(lookup.url.searchParams.get('key')).toBe(order.key)
    lookup.send(says.followable, says.video())
    await shows(second, { status: 'success' })
    expect(stage.server.methods()).toEqual(['POST', 'GET'])
  },

  async 'shows a finished video after a reload, until reset'(stage) {
    const { items, persist } = keeping()
    const { page, request } = await stage.underWay({ persist: persist() })
    request.send(says.video())
    await shows(page, { status: 'success' })
    await vi.waitFor(() => expect([...items.values()].join()).toContain('"done":true'), FAST)
    await page.unmount()
    page.video.dispose()
    const later = await stage.mount({ persist: persist() })
    await shows(later, { status: 'success', result: { url: URL_1 } })
    later.press('reset')
    await vi.waitFor(() => expect(items.size).toBe(0), FAST)
    expect(stage.server.methods()).toEqual(['POST'])
  },

  async 'leaves nothing behind: nobody follows a client that no page shows'(stage) {
    const { client, followers } = counted(stage.client())
    const page = await stage.mount({}, { options: { client } })
    await vi.waitFor(() => expect(followers.attached).toBe(1), FAST)
    expect(followers.subscribed).toBeGreaterThan(0)
    await page.unmount()
    await calm()
    expect(followers).toEqual({ subscribed: 0, attached: 0 })
  },

  async 'changes nothing for another component when it goes'(stage) {
    const client = stage.client()
    const [first, second] = [
      await stage.mount({}, { options: { client } }),
      await stage.mount({}, { options: { client } }),
    ]
    client.generate(PROMPT)
    const request = await stage.server.request(1)
    request.send(says.followable, says.progress(30))
    await shows(second, { progress: 30 })
    await first.unmount()
    await calm()
    expect(request.isClosed).toBe(false)
    request.send(says.video())
    await shows(second, { status: 'success' })
    expect(stage.server.methods()).toEqual(['POST'])
  },

  async 'may come and go many times, and orders nothing by itself'(stage) {
    const client = stage.client()
    for (let times = 0; times < 5; times++) {
      const page = await stage.mount({}, { options: { client } })
      await page.unmount()
    }
    await calm()
    expect(stage.server.requests).toHaveLength(0)
  },

  async 'is refused after dispose, which leaves the job alone'(stage) {
    const { page, outcome } = await stage.underWay()
    page.video.dispose()
    expect(await outcome).toEqual({ outcome: 'detached' })
    expect(await page.video.generate(PROMPT)).toEqual({ outcome: 'refused', reason: 'disposed' })
    expect(stage.server.methods()).toEqual(['POST'])
  },
}
