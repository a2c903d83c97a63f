import { Window } from 'happy-dom'
import type { ReactNode } from 'react'

// What React looks for when it is loaded: a benchmark imports this file before anything of React.
const window = new Window({ url: 'https://example.com' })
const globals = ['document', 'navigator', 'Event', 'CustomEvent', 'HTMLElement', 'HTMLIFrameElement'] as const
for (const name of globals) Object.defineProperty(globalThis, name, { value: window[name] })
Object.defineProperty(globalThis, 'window', { value: window })
const { createRoot } = await import('react-dom/client')

/** Shows a page as an app does, with React's own scheduler; returns how to leave it. */
export function showPage(page: ReactNode): () => void {
  const root = createRoot(document.body.appendChild(document.createElement('main')))
  root.render(page)
  return () => root.unmount()
}
