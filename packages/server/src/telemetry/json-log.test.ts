import { describe, expect, it } from 'vitest'
import type { VideoEvent } from '../jobs/video-event.js'
import { scriptedAdapter } from '../support/scripted-adapter.js'
import { simulatedJobs } from '../support/simulated-jobs.js'
import { jsonLog, type LogLevel } from './json-log.js'

const about = { jobId: 'vid_1', owner: 'ada', adapter: 'main', model: 'scripted' }
const call = { name: 'provider.call', ...about, call: 'status', durationMs: 12 } as const

/** The lines that events leave behind, and a listener that leaves them. */
function log(least?: LogLevel) {
  const lines: string[] = []
  return { lines, onEvent: jsonLog((line) => void lines.push(line), least) }
}

describe('a log', () => {
  it('has one line of JSON for each event, with when it was and how much it matters', () => {
    const { lines, onEvent } = log()
    const before = Date.now()
    onEvent({ name: 'job.state', ...about, from: 'creating', to: 'running', ageMs: 1200 })
    const [line = ''] = lines
    const { time, ...rest } = JSON.parse(line)
    expect(rest).toEqual({
      level: 'info',
      event: 'job.state',
      ...about,
      from: 'creating',
      to: 'running',
      ageMs: 1200,
    })
    expect(Date.parse(time)).toBeGreaterThanOrEqual(before)
    expect(line).not.toContain('\n')
  })

  it('goes to the console where it is given no other place', () => {
    const { log: original } = console
    const lines: unknown[] = []
    console.log = (line) => void lines.push(line)
    try {
      jsonLog()({ name: 'job.created', ...about })
    } finally {
      console.log = original
    }
    expect(JSON.parse(`${lines[0]}`)).toMatchObject({ event: 'job.created', jobId: 'vid_1' })
  })

  it.each<[LogLevel, VideoEvent]>([
    ['debug', { ...call, outcome: 'ok' }],
    ['warn', { ...call, outcome: 'trouble', error: 'reset' }],
    ['warn', { ...call, outcome: 'refused', error: 'no' }],
    ['error', { ...call, call: 'create', outcome: 'ambiguous' }],
    ['info', { name: 'job.created', ...about }],
    ['info', { name: 'job.cancel', ...about, outcome: 'canceled' }],
    ['warn', { name: 'job.state', ...about, from: 'running', to: 'failed', ageMs: 1 }],
    ['warn', { name: 'job.state', ...about, from: 'running', to: 'expired', ageMs: 1 }],
    ['warn', { name: 'job.state', ...about, from: 'creating', to: 'unknown', ageMs: 1 }],
    ['error', { name: 'job.stray', ...about, providerJobId: 'job-2' }],
    ['error', { name: 'worker.trouble', error: 'the store is away' }],
    ['info', { name: 'http.request', method: 'GET', route: '/', status: 404, durationMs: 1 }],
    ['error', { name: 'http.request', method: 'GET', route: '/', status: 500, durationMs: 1 }],
    ['warn', { name: 'stream.dropped', owner: 'ada', reason: 'slow' }],
    ['warn', { name: 'webhook.refused', adapter: 'main', error: 'too old' }],
  ])('says %s for %j', (level, event) => {
    const { lines, onEvent } = log('debug')
    onEvent(event)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level, event: event.name })
  })

  it('leaves out what matters less than it was told, which is every single poll', () => {
    const events: VideoEvent[] = [
      { ...call, outcome: 'ok' },
      { name: 'job.created', ...about },
      { ...call, outcome: 'trouble' },
    ]
    const [usual, quiet] = [log(), log('warn')]
    for (const event of events) for (const { onEvent } of [usual, quiet]) onEvent(event)
    expect(usual.lines).toHaveLength(2)
    expect(quiet.lines).toHaveLength(1)
  })

  it('tells of a provider’s usage the numbers alone', () => {
    const { lines, onEvent } = log()
    const usage = { credits: 12, video: 'https://videos.example/a.mp4', nested: { prompt: 'A red kite' } }
    onEvent({ name: 'job.usage', ...about, seconds: 8, cost: 0.4, usage, late: false })
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ seconds: 8, cost: 0.4, usage: { credits: 12 } })
    expect(lines[0]).not.toMatch(/videos\.example|red kite/)
  })

  it('holds no prompt, no key and nothing that is signed into a URL, whatever goes wrong', async () => {
    const { lines, onEvent } = log('debug')
    const url = 'https://user:canary-password@videos.example/1.mp4?sig=canary-signature'
    const key = 'sk-canary0123456789abcdefghijklmnopqrstuvwxyz'
    const input = { prompt: 'canary-prompt', modelOptions: { image_url: url, note: 'canary-note' } }
    const faults = [
      new Error(`GET ${url} failed`),
      new Error(`Authorization: Bearer ${key} was refused`),
      new Error('The prompt "canary-prompt" is too long'),
      new TypeError('fetch failed', { cause: new Error(`${url} ${key} canary-prompt`) }),
    ]
    const done = { status: 'completed' } as const
    const adapter = scriptedAdapter({
      statuses: [...faults, done],
      urls: [...faults, { url, usage: { url } }],
    })
    const { order, until } = simulatedJobs(adapter, { onEvent })
    await until((await order({ input })).id, 'succeeded')
    const unanswered = simulatedJobs(scriptedAdapter({ create: faults[0] as Error }), { onEvent })
    await unanswered.until((await unanswered.order({ input })).id, 'unknown')
    expect(lines.length).toBeGreaterThan(10)
    expect(lines.join('\n')).not.toMatch(/canary/)
  })
})
