import { type ChartModel, type ChartTransition, causeOf } from '../../chart/chart-model.js'

/** An arrow in one line: `active.polling --DROPPED [attemptLeft]--> active.polling.reconnecting`. */
export function arrowName(model: ChartModel, transition: ChartTransition): string {
  const { source, targets, guard } = transition
  const to = targets.map((target) => stateName(model, target)).join(' + ') || 'itself'
  return `${stateName(model, source)} --${causeOf(transition)}${guard ? ` [${guard}]` : ''}--> ${to}`
}

/** A state without the name of its machine; the machine as a whole is any state. */
export const stateName = ({ id: machine, states }: ChartModel, id: string): string =>
  id === states[0]?.id ? 'any state' : id.startsWith(`${machine}.`) ? id.slice(machine.length + 1) : id

/** Whether anything happens on it: an event that is ignored on purpose is no arrow. */
export const isArrow = ({ targets, actions }: ChartTransition): boolean =>
  targets.length > 0 || actions.length > 0
