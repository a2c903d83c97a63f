import type { WireEvent } from '@reelstate/core/protocol'
import { describe, expect, it } from 'vitest'
import { outline } from '../support/read-events.js'
import { scriptedAdapter, VIDEO_URL } from '../support/scripted-adapter.js'
import { simulatedJobs } from '../support/simulated-jobs.js'
import { verifyAgUi } from '../support/verify-ag-ui.js'
import { jobEvents } from './job-events.js'
import { jobView } from './job-view.js'
import type { VideoJobRow } from './video-job.js'

const video = { url: '/api/video?video=token', expiresAt: Date.UTC(2030, 0, 2) }
const viewOf = (job: VideoJobRow) => jobView(job, { reference: `ref-${job.id}`, cancel: true, video })

/** Every row that readers of a job could have been given, from its first to its last. */
async function history(
  adapter = scriptedAdapter({
    statuses: [
      { status: 'pending', queuePosition: 2 },
      { status: 'processing', progress: 40, message: 'frame 4 of 10', etaMs: 30_000 },
      { status: 'completed' },
    ],
  }),
  options: Parameters<typeof simulatedJobs>[1] = {},
): Promise<VideoJobRow[]> {
  const { jobs, order, clock } = simulatedJobs(adapter, options)
  const { id } = await order()
  const rows: VideoJobRow[] = []
  jobs.watch([id], (job) => void rows.push(structuredClone(job)))
  await clock.advance(900_000)
  return rows
}

describe('the events of a job', () => {
  it('tell a reader that has seen nothing where the job stands, and all of its end', async () => {
    const rows = await history()
    const last = rows.at(-1) as VideoJobRow
    const { id } = last
    expect(outline(jobEvents(viewOf(last), 0))).toEqual([
      'RUN_STARTED',
      ['video:job:created', { jobId: id, resume: true, cancel: true, reference: `ref-${id}` }],
      ['video:status', { jobId: id, status: 'completed', progress: 100 }],
      [
        'generation:result',
        { jobId: id, status: 'completed', url: video.url, expiresAt: new Date(video.expiresAt) },
      ],
      'RUN_FINISHED',
    ])
  })

  it('tell a reader what is newer than what it has seen, with the version on the last event alone', async () => {
    const rows = await history()
    const row = rows.find(({ report }) => report?.progress === 40) as VideoJobRow
    const events = jobEvents(viewOf(row), row.version - 1)
    expect(outline(events)).toEqual([
      ['generation:progress', { progress: 40, message: 'frame 4 of 10' }],
      ['video:status', { jobId: row.id, status: 'processing', progress: 40, etaMs: 30_000 }],
    ])
    expect(events.map(({ eventId }) => eventId)).toEqual([undefined, `${row.version}`])
    expect(jobEvents(viewOf(row), row.version)).toEqual([])
  })

  it('are the same from whatever instance they come', async () => {
    const [, row] = (await history()) as [VideoJobRow, VideoJobRow]
    const again: VideoJobRow = JSON.parse(JSON.stringify(row))
    expect(jobEvents(viewOf(again), 0)).toEqual(jobEvents(viewOf(row), 0))
  })

  it('carry no ids where the job cannot be resumed', async () => {
    const [row] = (await history()) as [VideoJobRow]
    const events = jobEvents(jobView(row, { reference: '', resume: false, cancel: false }), 0)
    expect(events.every(({ eventId }) => eventId === undefined)).toBe(true)
    expect(events[1]?.value).toEqual({ jobId: row.id })
  })

  it('hold nothing of the provider: neither its job id nor its URL', async () => {
    for (const row of await history()) {
      const said = JSON.stringify(jobEvents(viewOf(row), 0))
      expect(said).not.toContain('job-1')
      expect(said).not.toContain(VIDEO_URL)
    }
  })

  const ends: [string, Parameters<typeof history>, Partial<WireEvent>][] = [
    ['success', [], { type: 'RUN_FINISHED' }],
    [
      'a verdict',
      [scriptedAdapter({ statuses: [{ status: 'failed', error: 'Too violent.', errorCode: 'moderated' }] })],
      { type: 'RUN_ERROR', code: 'moderated', message: 'Too violent.' },
    ],
    [
      'a deadline',
      [scriptedAdapter({ statuses: [{ status: 'processing' }] }), { maxDuration: 60_000 }],
      { type: 'RUN_ERROR', code: 'deadline_exceeded' },
    ],
    [
      'an order without an answer',
      [scriptedAdapter({ create: new TypeError('fetch failed') })],
      { type: 'RUN_ERROR', code: 'ambiguous_create' },
    ],
  ]
  it.each(ends)(
    'are in order for AG-UI, up to %s, wherever a reader came in or was cut off',
    async (_, given, end) => {
      const rows = await history(...given)
      for (let joined = 0; joined < rows.length; joined++) {
        const read: WireEvent[] = []
        let after = 0
        for (const row of rows.slice(joined)) {
          read.push(...jobEvents(viewOf(row), after))
          after = row.version
        }
        await verifyAgUi(read)
        expect(read.at(-1)).toMatchObject(end)
      }
    },
  )
})
