import { jobCreated, jobStatus } from '@reelstate/core/protocol'
import { afterEach, expect, it } from 'vitest'
import { mountDevtools, scriptedClient, soon } from './support/mount-devtools.js'

afterEach(() => document.body.replaceChildren())

it('stay quick: events cost no repaint of their own, and rows out of sight are not in the page', async () => {
  const { client, transport } = scriptedClient()
  const { element, all, text, scrubTo, drawn } = mountDevtools({ client })
  await drawn()
  void client.generate({ prompt: 'a dog' })
  await transport.send(jobCreated({ jobId: 'job-1' }))
  await soon(() => text('.place')).toContain('4 / 4')

  let repaints = 0
  const observer = new MutationObserver(() => {
    repaints += 1
  })
  observer.observe(element.shadowRoot as ShadowRoot, {
    childList: true,
    characterData: true,
    attributes: true,
    subtree: true,
  })
  for (let count = 0; count < 1_900; count++) {
    await transport.send(jobStatus({ jobId: 'job-1', status: 'processing', progress: count / 20 }))
  }
  expect(repaints).toBe(0)
  await soon(() => text('.place')).toContain('1904 / 1904')
  expect(all('.event').length).toBeLessThan(60)

  // The middle of many: others use the machine too.
  const spent: number[] = []
  for (let count = 0; count < 15; count++) {
    const began = performance.now()
    scrubTo((count * 331) % 1_900)
    const painted = new Promise<number>((resolve) => requestAnimationFrame(() => resolve(performance.now())))
    spent.push((await painted) - began)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  expect(spent.sort((a, b) => a - b)[7]).toBeLessThan(100)
  expect(text('.place')).toMatch(/^\d+ \/ 1904/)
})
