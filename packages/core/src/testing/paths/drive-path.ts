import { checkDrivers } from './check-drivers.js'
import type { VideoPath, VideoStep, VideoStepActor, VideoStepName } from './video-path.js'

/** Does a step on the real thing; what it returns is awaited. The step after it is told as well. */
export type VideoDriver = (step: VideoStep, next: VideoStep | undefined) => unknown

/**
 * How the steps of a path are done: by the name of the step, or by who does it, which counts for all of their steps that
 * have no driver of their own. `check` is called after each step. A name that is none of these is an error.
 */
export type VideoDrivers = { readonly [TName in VideoStepName | VideoStepActor | 'check']?: VideoDriver }

/** Does what the steps say, one after the other. Rejects with an error that says where on the path something failed. */
export async function drivePath({ name, steps }: VideoPath, drivers: VideoDrivers): Promise<void> {
  checkDrivers(drivers)
  for (const [at, step] of steps.entries()) {
    const next = steps[at + 1]
    const driver = drivers[step.name] ?? drivers[step.actor] ?? (step.name === 'open' ? () => {} : undefined)
    if (!driver) throw missing(step)
    try {
      await driver(step, next)
      await drivers.check?.(step, next)
    } catch (cause) {
      const done = steps.slice(0, at + 1).map((step, index) => `  ${index + 1}. ${step}`)
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new Error(`Step ${at + 1} of "${name}" failed: ${reason}\n${done.join('\n')}`, { cause })
    }
  }
}

function missing({ name, actor, state, events }: VideoStep): Error {
  const key = /^\w+$/.test(name) ? name : `'${name}'`
  const sent = events.map(({ type }) => type).join(', ')
  const hint =
    actor === 'user'
      ? `Add what a person does for it, such as { ${key}: () => click('…') }, or leave it out with videoPaths({ without: ['${name}'] }).`
      : `Add { ${key}: (step) => … }, or one driver for all its steps: { ${actor}: (step) => … }.`
  return new Error(`Nothing drives the step "${name}" (${sent || 'nothing is sent'}) to ${state}. ${hint}`)
}
