import type { ConnectionAdapter } from '../transport.js'
import type { TestClock } from './test-clock.js'

let inForce: TestClock | undefined

/** The clock of the test client that asks for something at this moment. */
export const clockInForce = () => inForce

function withClock<T>(clock: TestClock, run: () => T): T {
  const before = inForce
  inForce = clock
  try {
    return run()
  } finally {
    inForce = before
  }
}

/** The same connection, which says whose clock is in force when it sends a request: a model server without one takes it. */
export function onClock(connection: ConnectionAdapter, clock: TestClock): ConnectionAdapter {
  function follow<T>(source: AsyncIterable<T>): AsyncIterable<T> {
    const iterator = source[Symbol.asyncIterator]()
    return {
      [Symbol.asyncIterator]: () => ({
        next: () => withClock(clock, () => iterator.next()),
        return: async (value) => (await iterator.return?.(value)) ?? { done: true, value },
      }),
    }
  }
  const { resume, cancel } = connection
  return {
    connect: (...args) => follow(withClock(clock, () => connection.connect(...args))),
    ...(resume && { resume: (...args) => follow(withClock(clock, () => resume.apply(connection, args))) }),
    ...(cancel && { cancel: (...args) => withClock(clock, () => cancel.apply(connection, args)) }),
  }
}
