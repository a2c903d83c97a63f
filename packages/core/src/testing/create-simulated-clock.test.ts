import { afterEach, expect, it, vi } from 'vitest'
import { createRealClock, createSimulatedClock } from '../testing.js'

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.resetModules()
})

/** The clock as a test file gets it whose setup file had fake timers installed before. */
async function clockAfter(install: () => void) {
  vi.resetModules()
  install()
  const { createSimulatedClock: create } = await import('./create-simulated-clock.js')
  return create({ now: 0 })
}

it.each([
  ['by default', undefined],
  ['all of them', ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'performance', 'Date']],
] as const)('passes beside fake timers that were there before it: %s', async (_name, toFake) => {
  const clock = await clockAfter(() => vi.useFakeTimers(toFake && { toFake: [...toFake] }))
  let called = false
  clock.setTimeout(() => {
    called = true
  }, 50)
  await clock.pass(100)
  expect([called, clock.now()]).toEqual([true, 100])
})

it('says so where nothing but fake timers is left', async () => {
  const clock = await clockAfter(() => {
    vi.useFakeTimers()
    vi.stubGlobal('MessageChannel', undefined)
  })
  await expect(clock.pass(100)).rejects.toThrow('every timer here is a fake one')
})

it('calls what is due, in order of time, and no more', async () => {
  const clock = createSimulatedClock({ now: 1_000 })
  const calls: string[] = []
  const note = (what: string) => () => calls.push(`${what} at ${clock.now()}`)
  clock.setTimeout(note('second'), 200)
  clock.setTimeout(note('first'), 100)
  clock.setTimeout(note('third'), 200)
  const never = clock.setTimeout(note('never'), 50)
  clock.setTimeout(note('later'), 301)
  clock.clearTimeout(never)
  await clock.pass(300)
  expect(calls).toEqual(['first at 1100', 'second at 1200', 'third at 1200'])
  expect(clock.now()).toBe(1_300)
})

it('repeats an interval until it is cleared, also by itself', async () => {
  const clock = createSimulatedClock({ now: 0 })
  const times: number[] = []
  const timer = clock.setInterval(() => {
    times.push(clock.now())
    if (times.length === 3) clock.clearInterval(timer)
  }, 20_000)
  await clock.pass(600_000)
  expect(times).toEqual([20_000, 40_000, 60_000])
})

it('lets promises settle between two timers', async () => {
  const clock = createSimulatedClock()
  const wait = (ms: number) => new Promise<void>((resolve) => void clock.setTimeout(resolve, ms))
  const reached: number[] = []
  const start = clock.now()
  const walk = async () => {
    for (let step = 0; step < 5; step++) {
      await wait(1_000)
      await Promise.resolve().then(() => Promise.resolve())
      reached.push(clock.now() - start)
    }
  }
  void walk()
  await clock.pass(5_000)
  expect(reached).toEqual([1_000, 2_000, 3_000, 4_000, 5_000])
})

it('gets on where a timer sets the next one at once', async () => {
  const clock = createSimulatedClock()
  let count = 0
  const again = () => {
    count++
    clock.setTimeout(again)
  }
  again()
  await clock.pass(50)
  expect(count).toBe(51)
})

it('rejects with what a timer throws, and says what is no time', async () => {
  const clock = createSimulatedClock()
  clock.setTimeout(() => {
    throw new Error('A timer failed.')
  }, 10)
  await expect(clock.pass(20)).rejects.toThrow('A timer failed.')
  await expect(clock.pass(-1)).rejects.toThrow('from 0 up; it got -1')
  expect(() => createSimulatedClock({ now: new Date('never') })).toThrow('ms since the epoch or a date')
})

it('ends early when the signal says so', async () => {
  const clock = createSimulatedClock({ now: 0 })
  const ending = new AbortController()
  clock.setTimeout(() => ending.abort(), 100)
  await clock.pass(1_000, ending.signal)
  expect(clock.now()).toBe(100)
})

it('the real clock runs as many times as fast as it is told', async () => {
  const clock = createRealClock({ speed: 100 })
  const [start, began] = [clock.now(), performance.now()]
  await clock.pass(3_000)
  const took = performance.now() - began
  expect(took).toBeGreaterThan(25)
  expect(took).toBeLessThan(2_900)
  expect(clock.now() - start).toBeGreaterThanOrEqual(2_900)
  expect(() => createRealClock({ speed: 0 })).toThrow('above 0; it got 0')
})

it('the real clock in slow motion waits as long as a timer can', () => {
  vi.useFakeTimers()
  let called = false
  const clock = createRealClock({ speed: 0.001 })
  const timer = clock.setTimeout(() => {
    called = true
  }, 3_600_000)
  vi.advanceTimersByTime(1_000)
  expect(called).toBe(false)
  clock.clearTimeout(timer)
})

it('the real clock ends a wait when the signal says so, and leaves no timer', async () => {
  const ending = new AbortController()
  const passing = createRealClock().pass(60_000, ending.signal)
  ending.abort()
  await passing
  await createRealClock().pass(60_000, ending.signal)
})
