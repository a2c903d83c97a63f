import { nameOfValue } from '../../chart/machine-shape.js'
import { editsBetween } from '../edits-between.js'
import type { VideoDrivers } from './drive-path.js'
import { STEP_ACTORS } from './video-path.js'

const NAMES = [...new Set([...Object.keys(STEP_ACTORS), ...Object.values(STEP_ACTORS), 'check'])]

/** Throws a `TypeError` for a driver that nothing would call: one by a name that does not exist, or no function. */
export function checkDrivers(drivers: VideoDrivers): void {
  for (const [name, driver] of Object.entries(drivers)) {
    if (!NAMES.includes(name))
      throw new TypeError(
        `There is no step "${name}" to drive. Did you mean "${nearestTo(name)}"? There are: ${NAMES.join(', ')}.`,
      )
    if (driver !== undefined && typeof driver !== 'function')
      throw new TypeError(
        `The driver "${name}" has to be a function, such as () => click('…'); it is ${nameOfValue(driver)}.`,
      )
  }
}

function nearestTo(name: string): string | undefined {
  const [nearest] = NAMES.toSorted((one, other) => editsBetween(name, one) - editsBetween(name, other))
  return nearest
}
