import { createVideoClient, type VideoClient } from '@reelstate/core'
import { jobCreated, jobStatus } from '@reelstate/core/protocol'
import { scriptedTransport } from '@reelstate/core/testing'
import { startTransition, useLayoutEffect, useState } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useGenerateVideo, useVideoSelector } from './index.js'

const progress = (percent: number) => jobStatus({ jobId: 'job-1', status: 'processing', progress: percent })
const CELLS = 8
let root: Root

// What `act` does at once, an app's React does in slices.
beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', false)
  root = createRoot(document.body.appendChild(document.createElement('main')))
})
afterEach(() => {
  root.unmount()
  document.body.replaceChildren()
  vi.unstubAllGlobals()
})

/** Longer than a slice of React's, so that every cell is rendered in a slice of its own. */
function renderSlowly(): void {
  const end = performance.now() + 8
  while (performance.now() < end);
}

interface CellProps {
  client: VideoClient
  onRender: (progress: number | null) => void
}

function FieldCell({ client, onRender }: CellProps) {
  const { progress } = useGenerateVideo({ client })
  renderSlowly()
  onRender(progress)
  return <output>{progress}</output>
}

function SelectionCell({ client, onRender }: CellProps) {
  const progress = useVideoSelector(client, ({ progress }) => progress)
  renderSlowly()
  onRender(progress)
  return <output>{progress}</output>
}

const shown = () => Array.from(document.querySelectorAll('output'), ({ textContent }) => textContent)

interface PageProps extends CellProps {
  Cell: typeof FieldCell
  onCommit: () => void
}

let open = () => {}
function Page({ Cell, onCommit, ...props }: PageProps) {
  const [isOpen, setOpen] = useState(false)
  open = () => setOpen(true)
  useLayoutEffect(onCommit)
  return isOpen ? Array.from({ length: CELLS }, (_, index) => <Cell key={String(index)} {...props} />) : null
}

it.each([
  ['fields', FieldCell],
  ['selections', SelectionCell],
])('a transition that is interrupted by news never shows %s of two states', async (_, Cell) => {
  const connection = scriptedTransport()
  const client = createVideoClient({ connection })
  void client.generate({ prompt: 'a dog' })
  await connection.last.send(jobCreated({ jobId: 'job-1' }), progress(10))
  const rendered: (number | null)[] = []
  const committed: string[][] = []
  const onRender = (percent: number | null) => {
    // The news comes between two slices, while half of the page is rendered.
    if (rendered.push(percent) === CELLS / 2) setImmediate(() => connection.last.send(progress(20)))
  }
  const onCommit = () => void committed.push(shown())
  root.render(<Page Cell={Cell} client={client} onRender={onRender} onCommit={onCommit} />)
  await vi.waitFor(() => expect(committed).toEqual([[]]))

  startTransition(() => open())
  await vi.waitFor(() => expect(shown()).toEqual(Array(CELLS).fill('20')))
  expect(rendered.slice(0, CELLS / 2)).toEqual(Array(CELLS / 2).fill(10))
  for (const cells of committed) expect(new Set(cells).size).toBeLessThanOrEqual(1)
})
