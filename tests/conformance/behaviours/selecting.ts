import { expect } from 'vitest'
import type { Behaviours } from '../behaviours.js'
import { calm, says, shows } from '../stage.js'

/** Work only for what is looked at. */
export const SELECTING: Behaviours = {
  async 'makes no markup for a hundred statuses that say the same'(stage) {
    const { page, request } = await stage.underWay()
    await shows(page, { progress: 30 })
    await calm()
    const before = page.renders()
    for (let count = 0; count < 100; count++) request.send(says.progress(30))
    await calm()
    expect(page.renders()).toBe(before)
  },

  async 'makes markup once for a whole run where it shows only the result'(stage) {
    const { page, request } = await stage.underWay({}, { reads: ['result'] })
    const before = page.renders()
    for (const percent of [40, 50, 60, 70]) {
      request.send(says.progress(percent))
      await calm()
    }
    expect(page.renders()).toBe(before)
    request.send(says.video())
    await shows(page, { result: { jobId: 'job-1' } })
    expect(page.renders()).toBe(before + 1)
  },

  async 'makes markup once for a burst'(stage) {
    const { page, request } = await stage.underWay()
    await shows(page, { progress: 30 })
    await calm()
    const before = page.renders()
    request.send(...Array.from({ length: 50 }, (_, count) => says.progress(31 + count)))
    await shows(page, { progress: 80 })
    expect(page.renders()).toBe(before + 1)
  },

  async 'shows what is selected, and makes markup only when that changes'(stage) {
    const select = ({ progress }: { progress: number | null }) => (progress ?? 0) >= 50
    const { page, request } = await stage.underWay({}, { select })
    await shows(page, { selected: false })
    await calm()
    const before = page.renders()
    for (const percent of [35, 40, 45]) {
      request.send(says.progress(percent))
      await calm()
    }
    expect(page.renders()).toBe(before)
    request.send(says.progress(55))
    await shows(page, { selected: true })
    expect(page.renders()).toBe(before + 1)
  },
}
