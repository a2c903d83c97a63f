import type { Lab } from './lab.js'
import { scenarioByName } from './scenarios.js'

/** What an address such as `#scenario=offline&speed=5` asks for. */
export function readLink(hash: string): { scenario: string; speed: number } {
  const asked = new URLSearchParams(hash.replace(/^#/, ''))
  return { scenario: asked.get('scenario') ?? '', speed: Number(asked.get('speed')) || 5 }
}

/** Keeps the address and the lab in step, until the returned function is called. */
export function followLink(lab: Lab): () => void {
  const write = () => {
    const { scenario, speed } = lab.getState()
    const hash = `#${new URLSearchParams({ scenario: scenario.name, speed: `${speed}` })}`
    if (location.hash !== hash) history.replaceState(null, '', hash)
  }
  const read = () => {
    const { scenario, speed } = readLink(location.hash)
    if (scenarioByName(scenario) !== lab.getState().scenario) lab.choose(scenarioByName(scenario))
    if (speed !== lab.getState().speed) lab.setSpeed(speed)
  }
  const leave = lab.subscribe(write)
  window.addEventListener('hashchange', read)
  return () => {
    leave()
    window.removeEventListener('hashchange', read)
  }
}
