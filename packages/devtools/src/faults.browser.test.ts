import { createVideoClient, fetchServerSentEvents } from '@reelstate/core'
import { afterEach, expect, it, vi } from 'vitest'
import { createFaults } from './faults.js'
import { mountDevtools, scriptedClient } from './support/mount-devtools.js'

afterEach(() => document.body.replaceChildren())

it('are offered where they were given, and act', async () => {
  let requests = 0
  const faults = createFaults({
    fetch: async () => {
      requests += 1
      return new Response(new ReadableStream(), { headers: { 'content-type': 'text/event-stream' } })
    },
  })
  const client = createVideoClient({
    connection: fetchServerSentEvents('/api/video', { fetch: faults.fetch }),
  })
  const { button, one } = mountDevtools({ client, faults })

  button('Offline').click()
  expect(navigator.onLine).toBe(false)
  expect(button('Offline').getAttribute('aria-checked')).toBe('true')
  button('Offline').click()
  expect(navigator.onLine).toBe(true)

  const delay = one<HTMLSelectElement>('.faults select')
  delay.value = '500'
  delay.dispatchEvent(new Event('change'))
  expect(faults.state.delayMs).toBe(500)
  faults.setDelay(0)
  expect(delay.value).toBe('0')

  button('Fail the next request').click()
  expect(button('Fail the next request').getAttribute('aria-pressed')).toBe('true')
  expect((await faults.fetch('/api/video')).status).toBe(502)
  expect(requests).toBe(0)
  expect(button('Fail the next request').getAttribute('aria-pressed')).toBe('false')
  button('Duplicate the next event').click()
  expect(faults.state.duplicatesNext).toBe(true)

  void client.generate({ prompt: 'a dog' })
  await vi.waitFor(() => expect(requests).toBe(1))
  // The answer is being read by now.
  await new Promise((resolve) => setTimeout(resolve, 50))
  button('Drop the connection').click()
  await vi.waitFor(() => expect(client.getState().error).toBeDefined())
})

it('say how to get them where there are none, and still cancel and reload', async () => {
  const { client, transport } = scriptedClient()
  const { text, texts, button, element } = mountDevtools({ client })
  expect(text('.faults .hint')).toContain('createFaults()')
  expect(texts('.faults button')).toEqual(['Cancel', 'Reload'])
  void client.generate({ prompt: 'a dog' })
  button('Cancel').click()
  expect(client.getState()).toMatchObject({ status: 'idle', phase: 'canceling' })
  expect(transport.requests).toHaveLength(1)

  const asked = vi.fn((event: Event) => event.preventDefault())
  element.addEventListener('reelstate-reload', asked)
  button('Reload').click()
  expect(asked).toHaveBeenCalledTimes(1)
})

it('offer no cancel for what has none', () => {
  const { texts } = mountDevtools({ actor: scriptedClient().client.actor })
  expect(texts('.faults button')).toEqual(['Reload'])
})
