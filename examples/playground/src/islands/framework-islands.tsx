import type { VideoClient } from '@reelstate/react'
import { type CSSProperties, useEffect, useRef } from 'react'

/** What each island's module exports: shows the client's run in an element, until the returned function is called. */
export interface IslandModule {
  mountIsland(target: HTMLElement, client: VideoClient): () => void
}

interface Island {
  framework: string
  /** How its component gets at the run. */
  call: string
  color: string
  load: () => Promise<IslandModule>
}

const ISLANDS: readonly Island[] = [
  {
    framework: 'React',
    call: 'useGenerateVideo({ client })',
    color: '#149eca',
    load: () => import('./react-island.js'),
  },
  {
    framework: 'Vue',
    call: 'useGenerateVideo({ client })',
    color: '#42b883',
    load: () => import('./mount-vue-island.js'),
  },
  {
    framework: 'Svelte',
    call: 'createGenerateVideo({ client })',
    color: '#ff3e00',
    load: () => import('./mount-svelte-island.js'),
  },
]

/** The page's one run, shown by three frameworks, each in an app of its own. */
export function FrameworkIslands({ client }: { client: VideoClient }) {
  return (
    <section className="islands" aria-labelledby="islands-title">
      <header className="islands-intro">
        <h2 id="islands-title">One machine, three frameworks</h2>
        <p className="muted">
          Three apps share the client of this page. Whatever one does, all of them show.
        </p>
      </header>
      <ul>
        {ISLANDS.map((island) => (
          <li key={island.framework} className="card">
            <FrameworkIsland island={island} client={client} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function FrameworkIsland({ island, client }: { island: Island; client: VideoClient }) {
  const { framework, call, color, load } = island
  const target = useRef<HTMLDivElement>(null)
  useEffect(() => mountWhenSeen(target.current as HTMLElement, load, client), [load, client])
  const title = `island-${framework.toLowerCase()}`
  return (
    <article className="island" aria-labelledby={title} style={{ '--framework': color } as CSSProperties}>
      <header>
        <h3 id={title}>{framework}</h3>
        <code>{call}</code>
      </header>
      <div ref={target} className="island-body" />
    </article>
  )
}

/** A framework is loaded when its island comes into view, so that the page itself is there without waiting for it. */
function mountWhenSeen(target: HTMLElement, load: Island['load'], client: VideoClient): () => void {
  let isGone = false
  let unmount: (() => void) | undefined
  const observer = new IntersectionObserver(async (entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return
    observer.disconnect()
    try {
      const { mountIsland } = await load()
      if (!isGone) unmount = mountIsland(target, client)
    } catch {
      const text = 'This island could not be loaded. Reload the page to try again.'
      target.append(Object.assign(document.createElement('p'), { textContent: text }))
    }
  })
  observer.observe(target)
  return () => {
    isGone = true
    observer.disconnect()
    unmount?.()
  }
}
