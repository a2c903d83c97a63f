import { expect, it } from 'vitest'

it('is imported on a server, where there are no elements, and does nothing there', async () => {
  expect(globalThis).not.toHaveProperty('customElements')
  const { defineDevtools, ReelstateDevtools } = await import('./index.js')
  expect(() => defineDevtools()).not.toThrow()
  expect(ReelstateDevtools.name).toBe('ReelstateDevtools')
})
