import { describe, expect, test } from 'vitest'
import { type JobFacts, lifeAt, planJob } from './job-life.js'

const PACE = { queueMs: 1_000, runMs: 6_000 }
const rendered = (at: number) => ({ at, isWhole: true })
const created: JobFacts = { createdAt: 0 }

describe('a job of the scenario happy', () => {
  const plan = planJob('happy', PACE)

  test('waits, runs with a growing progress, and succeeds at its time', () => {
    const facts = { ...created, rendered: rendered(10) }
    expect(lifeAt(plan, facts, 999)).toEqual({ state: 'queued', progress: 0 })
    expect(lifeAt(plan, facts, 1_000)).toEqual({ state: 'running', progress: 0, startedAt: 1_000 })
    expect(lifeAt(plan, facts, 4_000).progress).toBe(50)
    expect(lifeAt(plan, facts, 6_999)).toMatchObject({ state: 'running', progress: 99 })
    expect(lifeAt(plan, facts, 9_000)).toEqual({
      state: 'succeeded',
      progress: 100,
      startedAt: 1_000,
      endedAt: 7_000,
    })
  })

  test('runs on until its video is rendered', () => {
    expect(lifeAt(plan, created, 60_000)).toMatchObject({ state: 'running', progress: 99 })
    const facts = { ...created, rendered: rendered(61_000) }
    expect(lifeAt(plan, facts, 61_000)).toMatchObject({ state: 'succeeded', endedAt: 61_000 })
  })

  test('fails when its video could not be rendered', () => {
    const facts = { ...created, rendered: { at: 10, isWhole: false } }
    expect(lifeAt(plan, facts, 7_000)).toMatchObject({ state: 'failed', failure: 'generation_failed' })
  })

  test('stays as it was when it was canceled', () => {
    const facts = { ...created, canceledAt: 4_000, rendered: rendered(10) }
    expect(lifeAt(plan, facts, 60_000)).toEqual({
      state: 'canceled',
      progress: 50,
      startedAt: 1_000,
      endedAt: 4_000,
    })
    expect(lifeAt(plan, { ...facts, canceledAt: 500 }, 60_000)).not.toHaveProperty('startedAt')
  })
})

test('a slow job takes 20 s and 60 s at the default pace', () => {
  expect(planJob('slow', PACE)).toMatchObject({ queueMs: 20_000, runMs: 60_000 })
})

test.each([
  ['stuck-progress', 40],
  ['no-progress', 0],
] as const)('the progress of the scenario %s stands at %i until the end', (scenario, progress) => {
  const plan = planJob(scenario, PACE)
  const endsAt = plan.queueMs + plan.runMs
  expect(lifeAt(plan, created, endsAt - 1)).toMatchObject({ state: 'running', progress })
})

test.each([
  ['failed', { state: 'failed', failure: 'generation_failed' }],
  ['failed-without-text', { state: 'failed', failure: 'without_text' }],
  ['moderated', { state: 'failed', failure: 'moderated' }],
  ['completed-422', { state: 'failed', failure: 'moderated' }],
  ['expired', { state: 'expired' }],
] as const)('a job of the scenario %s ends so, without a video', (scenario, end) => {
  const life = lifeAt(planJob(scenario, PACE), created, 7_000)
  expect(life).toMatchObject({ ...end, endedAt: 7_000 })
})

test('an aborted job never starts', () => {
  const plan = planJob('aborted', PACE)
  expect(lifeAt(plan, created, 6_999).state).toBe('queued')
  expect(lifeAt(plan, created, 7_000)).toEqual({ state: 'aborted', progress: 0, endedAt: 7_000 })
})
