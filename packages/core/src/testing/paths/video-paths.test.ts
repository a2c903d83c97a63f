import { describe, expect, it } from 'vitest'
import { toChartModel } from '../../chart.js'
import { videoMachine } from '../../machine.js'
import {
  testWorld,
  transitionCoverage,
  type VideoDriver,
  type VideoDrivers,
  type VideoPath,
  videoPaths,
} from '../../testing.js'
import type { VideoClient } from '../../video-client.js'

const usersOf = ({ generate, stop, reset, retry, resume, refreshResult }: VideoClient): VideoDrivers => ({
  generate: () => void generate({ prompt: 'A red fox in the snow' }),
  stop,
  reset,
  retry: () => void retry(),
  resume: () => void resume('job-1'),
  refresh: refreshResult,
})

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

  it('are computed once, and are the same for the same options', () => {
    expect(videoPaths({ cover: 'transitions' })).toBe(paths)
    const again = videoPaths({ cover: 'transitions', without: [] })
    expect(again.map(({ name }) => name)).toEqual(paths.map(({ name }) => name))
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
  expect(() => videoPaths({ cover: 'states' as never })).toThrow("Paths cover 'transitions'")
  expect(() => videoPaths({ without: ['stopp' as never] })).toThrow(/no step "stopp".*generate, stop, reset/)
})

describe('driving a path', () => {
  const path = videoPaths({ cover: 'transitions' }).find(({ name }) =>
    name.startsWith('generate, job created'),
  )

  it('calls the driver of the name before that of the actor, tells the next step, and checks after each', async () => {
    const done: string[] = []
    const note = (who: string): VideoDriver => {
      return (step, next) => done.push(`${who} ${step.label}, then ${next?.label}`)
    }
    const drivers = {
      user: note('user'),
      server: note('server'),
      page: note('page'),
      network: note('network'),
    }
    await path?.drive({ ...drivers, time: note('time'), generate: note('generate'), check: note('check') })
    expect(done.slice(0, 4)).toEqual([
      'page open, then generate',
      'check open, then generate',
      'generate generate, then job created',
      'check generate, then job created',
    ])
    expect(done).toHaveLength(2 * (path?.steps.length ?? 0))
  })

  it('says which step nothing drives, and what to add', async () => {
    await expect(path?.drive({})).rejects.toThrow(
      'Nothing drives the step "generate" (GENERATE) to active.creating. Add what a person does for it, such as { generate: () => click(\'…\') }',
    )
    await expect(path?.drive({ user: () => {} })).rejects.toThrow("Add { 'job created': (step) => … }")
  })

  it('says where on the path it failed', async () => {
    const world = testWorld()
    const acts = { ...usersOf(world.client), generate: () => {} }
    await expect(path && world.drive(path, acts)).rejects.toThrow(
      /Step 2 of "generate, .*" failed: After "generate" the machine should be in active.creating; it is in idle.\n {2}1. page: open → idle/,
    )
  })

  it('asks for the page of a test that mounts its own', async () => {
    const world = testWorld()
    const leaving = videoPaths().find(({ steps }) => steps.some(({ name }) => name === 'leave'))
    const acts = { ...usersOf(world.client), open: () => void world.client.attach() }
    await expect(leaving && world.drive(leaving, acts)).rejects.toThrow('Add { leave: () => unmount() }')
  })
})

const order = transitionCoverage().missed
const inChartOrder = (one: string, other: string) => order.indexOf(one) - order.indexOf(other)

it('has a name of its own for every arrow', () => {
  const { transitions } = toChartModel(videoMachine)
  const arrows = transitions.filter(({ targets, actions }) => targets.length > 0 || actions.length > 0)
  expect(new Set(order).size).toBe(arrows.length)
})
