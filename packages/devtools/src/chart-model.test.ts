import { toChartModel } from '@reelstate/core/chart'
import { videoMachine } from '@reelstate/core/machine'
import { describe, expect, it } from 'vitest'
import { and, createMachine, not, or } from 'xstate'
import { playerMachine } from '../../core/src/chart/support/player-machine.js'
import { planChart, rowText } from './chart-plan.js'
import { layoutChart } from './layout-chart.js'

interface Node {
  id: string
  states: Record<string, Node>
  transitions: Map<string, object[]>
  always?: object[]
}

/** Counted from XState's own tree, with none of the code under test. */
function tree(node: Node): { ids: string[]; definitions: object[] } {
  const inner = Object.values(node.states).map(tree)
  return {
    ids: [node.id, ...inner.flatMap(({ ids }) => ids)],
    definitions: [
      ...[...node.transitions.values()].flat(),
      ...(node.always ?? []),
      ...inner.flatMap(({ definitions }) => definitions),
    ],
  }
}

const machines = { video: videoMachine, player: playerMachine }

describe.each(Object.entries(machines))('the chart of the %s machine', (_name, machine) => {
  const { ids, definitions } = tree(machine.root as unknown as Node)
  const model = toChartModel(machine)

  it('has every state and every transition of the machine, once', () => {
    expect(model.states.map(({ id }) => id)).toEqual(ids)
    expect(model.transitions).toHaveLength(definitions.length)
    expect(new Set(model.transitions.map(({ definition }) => definition))).toEqual(new Set(definitions))
  })

  it('names every transition in a line', () => {
    const rows = [...planChart(model, 'full').rows.values()].flat()
    const shown = rows.flatMap(({ transitions }) => transitions)
    expect(shown.sort()).toEqual(model.transitions.map(({ id }) => id).sort())
  })

  it('keeps arrows inside one state, so that none crosses a border', () => {
    const parents = new Map(model.states.map(({ id, parent }) => [id, parent]))
    for (const { source, target, level } of planChart(model, 'full').arrows) {
      expect(parents.get(target)).toBe(level)
      expect(parents.get(source) ?? level).toBe(level)
      expect(source).not.toBe(target)
    }
  })

  it.each([500, 1240])('is laid out for %i px without overlaps', async (width) => {
    const plan = planChart(model, width < 760 ? 'essential' : 'full')
    const { boxes, arrows } = await layoutChart(plan, width)
    expect([...arrows.keys()].sort()).toEqual(plan.arrows.map(({ id }) => id).sort())
    for (const { children } of model.states) {
      const siblings = children.flatMap((id) => boxes.get(id) ?? [])
      expect(siblings).toHaveLength(children.length)
      for (const [index, a] of siblings.entries()) {
        for (const b of siblings.slice(index + 1)) {
          const apart =
            a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
          expect(apart).toBe(true)
        }
      }
    }
  })
})

describe('the lines of a chart', () => {
  const lines = (state: string, detail: 'full' | 'essential') =>
    planChart(toChartModel(playerMachine), detail).rows.get(state)?.map(rowText)

  it('say what sets a transition off, its guard and where it leads', () => {
    expect(lines('player.sound.muted', 'full')).toEqual([
      '* / log',
      'LOUDER [allowed and not late] → loud',
      'after 15 s → loud',
    ])
    expect(lines('player.picture.end', 'full')).toEqual([
      'invoke / load',
      'BACK → last',
      'done load → note',
      'error load → itself',
    ])
    expect(lines('anywhere', 'full')).toContain('OFF → muted')
  })

  it('share a line per target where there is little room, and leave actions out', () => {
    expect(lines('player.sound.loud', 'essential')).toEqual(['mute:now;"x", QUIET → muted'])
    expect(lines('player.sound.muted', 'essential')).toContain('* ↺')
  })
})

it('spells out combined guards, whatever a bundler calls the functions that combine them', () => {
  const guard = and([or(['cold', 'late']), not('open')])
  Object.defineProperty(guard, 'name', { value: 'n2' })
  const model = toChartModel(createMachine({ on: { GO: { guard, actions: 'go' } } }))
  expect(model.transitions[0]?.guard).toBe('cold or late and not open')
})

it('says what was given in place of a machine', () => {
  expect(() => toChartModel({ states: {} })).toThrow(
    'A state machine made by XState 5 is needed, not an object with states.',
  )
})
