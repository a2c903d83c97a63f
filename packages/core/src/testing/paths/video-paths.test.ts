import { describe, expect, it, vi } from 'vitest'
import { toChartModel } from '../../chart.js'
import { videoMachine } from '../../machine.js'
import { testWorld, transitionCoverage, type VideoPath, videoPaths, videoStates } from '../../testing.js'
import { usersOf } from './support/users-of.js'

/** Walks a path with a real client; resolves with the arrows that it walked. */
async function walk(path: VideoPath): Promise<readonly string[]> {
  const world = testWorld()
  const coverage = transitionCoverage()
  coverage.follow(world.client)
  await world.drive(path, usersOf(world.client))
  return coverage.taken
}

const planned = (paths: readonly VideoPath[]) =>
  new Set(paths.flatMap(({ steps }) => steps.flatMap(({ taken }) => taken)))

describe('the paths that cover the transitions', () => {
  const paths = videoPaths({ cover: 'transitions' })

  it('are few and short, and walk every arrow and reach every state', async () => {
    const coverage = transitionCoverage()
    for (const path of paths) {
      const world = testWorld()
      coverage.follow(world.client)
      await world.drive(path, usersOf(world.client))
    }
    expect(coverage.missed).toEqual([])
    expect(coverage.missedStates).toEqual([])
    expect(paths.length).toBeLessThanOrEqual(30)
    expect(Math.max(...paths.map(({ steps }) => steps.length))).toBeLessThanOrEqual(9)
  })

  it.each(paths.map((path) => [path.name, path] as const))(
    'say what a client does: %s',
    async (_name, path) => {
      expect(await walk(path)).toEqual([...planned([path])].sort(inChartOrder))
    },
  )

  it('are computed once', () => {
    expect(videoPaths({ cover: 'transitions', without: [] })).toBe(paths)
  })

  it('are the same when they are computed again', async () => {
    vi.resetModules()
    const { videoPaths: anew } = await import('./video-paths.js')
    const again = anew({ cover: 'transitions' })
    expect(again).not.toBe(paths)
    expect(again.map(({ name }) => name)).toEqual(paths.map(({ name }) => name))
  })

  it('let users stop, clear, leave and come back while the network is away', () => {
    const names = paths.map(({ name }) => name).join(' | ')
    for (const step of ['offline, stop', 'offline, reset', 'offline, leave, come back'])
      expect(names).toContain(step)
    const after = (name: string) => {
      const [step] = paths.flatMap(({ steps }) =>
        steps.filter((_, at) => steps[at - 1]?.name === 'offline' && steps[at]?.name === name),
      )
      return step
    }
    // The request does not leave the page, and nobody knows whether the job goes on.
    expect(after('stop')).toMatchObject({ state: 'idle', isShown: true })
    expect(after('stop')?.events.at(-1)).toEqual({ type: 'CANCEL_ANSWERED', outcome: 'requested' })
    expect(after('leave')).toMatchObject({ state: 'active.polling.detached', isShown: false })
  })

  it('do without the steps that a page has no way to do, and miss what only they reach', () => {
    const fewer = videoPaths({ cover: 'transitions', without: ['resume', 'refresh'] })
    const names = fewer.flatMap(({ steps }) => steps.map(({ name }) => name))
    expect(names).not.toContain('resume')
    expect(names).not.toContain('refresh')
    const missed = [...planned(paths)].filter((arrow) => !planned(fewer).has(arrow))
    expect(missed.sort(inChartOrder)).toEqual([
      'active.canceling --RESUME--> itself',
      'success --REFRESH [resumeOffered]--> success.refreshing',
    ])
  })
})

describe('all simple paths', () => {
  const paths = videoPaths()

  it('come to no state twice, and differ from each other', () => {
    expect(paths.length).toBeGreaterThan(400)
    expect(new Set(paths.map(({ name }) => name)).size).toBe(paths.length)
    for (const { steps, name } of paths)
      expect(new Set(steps.map(({ state }) => state)).size, name).toBe(steps.length)
  })

  it('reach every state, and walk fewer than half of the arrows', () => {
    const reached = new Set(paths.flatMap(({ steps }) => steps.map(({ state }) => state)))
    expect([...reached].sort()).toEqual([...videoStates()].sort())
    expect(planned(paths).size).toBeLessThan(order.length / 2)
  })

  it('are what a real client does, step by step', async () => {
    await Promise.all(
      paths.map(async (path) => {
        const world = testWorld()
        await world.drive(path, usersOf(world.client))
      }),
    )
  })
})

it('begin with the page, let users act only while it is there, and say what is seen after each step', () => {
  for (const { steps, phases } of videoPaths({ cover: 'transitions' })) {
    expect(steps[0]).toMatchObject({ name: 'open', actor: 'page', state: 'idle', phase: 'idle' })
    let isThere = false
    for (const { name, actor } of steps) {
      if (actor === 'user') expect(isThere, name).toBe(true)
      if (name === 'open' || name === 'come back') isThere = true
      if (name === 'leave') isThere = false
    }
    expect(phases[0]).toBe('idle')
  }
  const [first] = videoPaths({ cover: 'transitions' }).flatMap(({ steps }) =>
    steps.filter(({ name }) => name === 'job created'),
  )
  expect(String(first)).toMatch(/^server: job created → active\./)
})

it('says what there is when a name does not exist', () => {
  expect(() => videoPaths({ cover: 'states' as never })).toThrow(
    'There is no cover "states". There is "transitions"',
  )
  expect(() => videoPaths({ without: ['stopp' as never] })).toThrow(/no step "stopp".*generate, stop, reset/)
})

const order = transitionCoverage().missed
const inChartOrder = (one: string, other: string) => order.indexOf(one) - order.indexOf(other)

it('has a name of its own for every arrow', () => {
  const { transitions } = toChartModel(videoMachine)
  const arrows = transitions.filter(({ targets, actions }) => targets.length > 0 || actions.length > 0)
  expect(new Set(order).size).toBe(arrows.length)
})
