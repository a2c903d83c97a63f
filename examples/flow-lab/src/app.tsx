import { useEffect, useSyncExternalStore } from 'react'
import { DebuggerPanel } from './debugger-panel.js'
import { Director } from './director.js'
import { followLink, readLink } from './lab/follow-link.js'
import { Lab } from './lab/lab.js'
import { Masthead } from './masthead.js'
import { ScenarioRail } from './scenario-rail.js'
import { UiCards } from './ui-cards.js'
import { WirePanel } from './wire/wire-panel.js'

const { scenario, speed } = readLink(location.hash)
const lab = new Lab(scenario, speed)

export function App() {
  const state = useSyncExternalStore(lab.subscribe, lab.getState)
  useEffect(() => followLink(lab), [])
  const { client, stage } = state
  return (
    <>
      <Masthead client={client} />
      <div className="lab">
        <ScenarioRail chosen={state.scenario} onChoose={lab.play} />
        <main className="lab-main">
          <Director lab={lab} state={state} />
          <UiCards client={client} input={stage.input} />
          <WirePanel log={lab.wire} />
          <DebuggerPanel client={client} stage={stage} onReload={lab.reload} />
        </main>
      </div>
    </>
  )
}
