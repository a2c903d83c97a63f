import { expect, it } from 'vitest'
import { videoMachine } from '../machine.js'
import { toChartModel } from './chart-model.js'
import { playerMachine } from './support/player-machine.js'
import { toMermaid } from './to-mermaid.js'

it.each([
  ['video', videoMachine],
  ['player', playerMachine],
])('has every state and transition of the %s machine', (_name, machine) => {
  const { states, transitions } = toChartModel(machine)
  const lines = toMermaid(machine).split('\n')
  expect(
    lines.filter((line) => /^\s+state "(?!any state)/.test(line) && !line.includes('as whole')),
  ).toHaveLength(states.length - 1)
  const labels = lines.flatMap((line) => line.split(' : ').slice(1)).flatMap((label) => label.split('<br/>'))
  expect(labels).toHaveLength(transitions.length)
})

it('writes guards in brackets, delays by name or in ms, actions behind a slash', () => {
  const lines = toMermaid(playerMachine).split('\n')
  expect(lines).toContain('  anywhere --> sound_muted : OFF')
  expect(lines).toContain('  sound_muted --> sound_loud : LOUDER [allowed and not late]<br/>after 15000')
  expect(lines).toContain('  note right of sound_muted : * / log')
  expect(toMermaid(videoMachine)).toMatch(/ --> error : .*after deadline \/ recordError/)
})

it('keeps what Mermaid reads as syntax out of names and labels', () => {
  const player = toMermaid(playerMachine)
  expect(player).toContain('mute#58;now#59;#34;x#34;')
  expect(player).toContain('picture_end : error load')
})
