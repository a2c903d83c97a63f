import type { VideoClient, VideoGenerateInput } from '@reelstate/core'
import { type CSSProperties, useEffect, useRef } from 'react'
import { UIS, type Ui } from './uis/ui-module.js'

interface UiCardsProps {
  client: VideoClient
  input: VideoGenerateInput
}

/** The page's one run, shown by every UI, each in an app of its own. */
export function UiCards({ client, input }: UiCardsProps) {
  return (
    <ul className="uis" aria-label="The run in three frameworks">
      {UIS.map((ui) => (
        <li key={ui.framework} className="card">
          {/* Another client is another page: its UI begins in a new element. */}
          <UiCard key={client.actor.sessionId} ui={ui} client={client} input={input} />
        </li>
      ))}
    </ul>
  )
}

function UiCard({ ui, client, input }: UiCardsProps & { ui: Ui }) {
  const { framework, call, color, load } = ui
  const target = useRef<HTMLDivElement>(null)
  useEffect(
    () => mountWhenLoaded(target.current as HTMLElement, load, { client, input }),
    [load, client, input],
  )
  const title = `ui-${framework.toLowerCase()}`
  return (
    <article className="ui" aria-labelledby={title} style={{ '--framework': color } as CSSProperties}>
      <header>
        <h3 id={title}>{framework}</h3>
        <code>{call}</code>
      </header>
      <div ref={target} className="ui-body" />
    </article>
  )
}

/** A framework is loaded beside the page, which is there without waiting for it. Returns how to take the UI away. */
function mountWhenLoaded(target: HTMLElement, load: Ui['load'], props: UiCardsProps): () => void {
  let isGone = false
  let unmount = () => {}
  load().then(
    ({ mountUi }) => {
      if (!isGone) unmount = mountUi(target, props)
    },
    () => {
      const text = 'This UI could not be loaded. Reload the page to try again.'
      target.append(Object.assign(document.createElement('p'), { textContent: text }))
    },
  )
  return () => {
    isGone = true
    unmount()
  }
}
