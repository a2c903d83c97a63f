import { expect, it } from 'vitest'
import { createActor } from 'xstate'
import { playerMachine } from '../../chart/support/player-machine.js'
import { videoMachine } from '../../machine.js'
import { createTestClient, transitionCoverage } from '../../testing.js'

it('says which arrows and states are left', async () => {
  const coverage = transitionCoverage()
  expect(coverage.taken).toEqual([])
  const video = createTestClient()
  coverage.follow(video)
  void video.generate({ prompt: 'a dog' })
  await video.pass(60_000)
  expect(video.getState().phase).toBe('success')
  expect(coverage.taken).toEqual([
    'any state --GENERATE--> active',
    'active --RESULT--> success',
    'active.starting --always--> active.creating',
    'active.creating --JOB_CREATED--> active.polling',
    'active.polling --STATUS--> active.polling.live',
  ])
  expect(coverage.missed).toContain('active.polling --DROPPED [attemptLeft]--> active.polling.reconnecting')
  expect(coverage.missed).not.toContain('active --RESULT--> success')
  expect(coverage.missedStates).toContain('active.polling.reconnecting.offline')
  expect(coverage.missedStates).not.toContain('active.starting')
  const total = coverage.taken.length + coverage.missed.length
  expect(String(coverage)).toMatch(new RegExp(`^5 of ${total} arrows, 9 of 21 states\n {2}missed:\n`))
})

it('adds up what several clients walk at the same time, until it is told to stop', () => {
  const coverage = transitionCoverage()
  const [first, second] = [createTestClient(), createTestClient()]
  const stop = coverage.follow(first)
  coverage.follow(second)
  first.reset()
  second.attach()
  expect(coverage.taken).toEqual(['any state --RESET--> idle', 'any state --ATTACH--> itself'])
  stop()
  first.attach()()
  expect(coverage.taken).not.toContain('any state --DETACH--> itself')
})

it('marks in the diagram what is missed', () => {
  const coverage = transitionCoverage()
  const video = createTestClient()
  coverage.follow(video)
  video.attach()
  const diagram = coverage.toMermaid()
  expect(diagram).toContain('note right of anywhere : ATTACH / notePage<br/>MISSED DETACH / notePage')
  expect(diagram.match(/MISSED /g)).toHaveLength(coverage.missed.length)
})

it('works for any machine, and not for the wrong one', () => {
  const actor = createActor(playerMachine).start()
  const coverage = transitionCoverage(playerMachine)
  coverage.follow(actor)
  const before = coverage.missed.length
  actor.send({ type: 'OFF' })
  expect(coverage.missed.length).toBe(before - 1)
  actor.stop()
  expect(() => transitionCoverage().follow(actor)).toThrow(
    'This coverage is of the machine "video"; the actor runs another one, "player".',
  )
  expect(() => transitionCoverage({})).toThrow('A state machine made by XState 5 is needed')
  for (const [given, name] of [
    [{}, 'an object without fields'],
    [null, 'null'],
    [undefined, 'undefined'],
  ] as const)
    expect(() => transitionCoverage().follow(given as never)).toThrow(
      `follow() takes a video client or a running actor, such as follow(testWorld().client); it got ${name}.`,
    )
})

it('follows the machine itself, also with other implementations', () => {
  const coverage = transitionCoverage()
  const actor = createActor(videoMachine.provide({ actors: {} })).start()
  coverage.follow(actor)
  actor.send({ type: 'RESET' })
  expect(coverage.taken).toEqual(['any state --RESET--> idle'])
  actor.stop()
})
