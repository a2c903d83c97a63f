import { setTimeout as sleep } from 'node:timers/promises'
import { generateVideo, getVideoJobStatus, type VideoAdapter, type VideoError } from '@reelstate/server'
import { ALL_FORMATS, BufferSource, Input } from 'mediabunny'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { EmulatedProvider } from '../emulator/emulator-job.js'
import { type Emulator, startEmulator } from '../emulator/start-emulator.js'
import { collectWebhooks } from './collect-webhooks.js'

/** An adapter to hold to the contract. */
export interface ContractSubject {
  provider: EmulatedProvider
  /** Pointed at the emulator, with this key and, where it takes one, this secret. */
  adapter(emulator: Emulator, key: string, webhookSecret: string): VideoAdapter
  /** Whether its webhooks are signed; undefined where there are none that a job can name. */
  webhooks?: 'signed' | 'unsigned'
  /** Whether the provider lists the jobs it made, so that a lost order can be found. */
  lists?: boolean
  /** Polls that go wrong, and that the vendor's own package may take for ones on the way. */
  hidesTrouble?: readonly string[]
}

const PROMPT = 'A red fox crosses the snow'

/**
 * What must hold for every adapter, played through on the emulator: money is asked for once, trouble is no verdict, a
 * verdict says why, and no key leaves.
 */
export function runAdapterContract(subject: ContractSubject): void {
  const key = `secret-${subject.provider}-0123456789abcdef`
  /** Everything that an adapter handed out. */
  const said: string[] = []
  let emulator: Emulator
  /** Where a job waits, then runs, for as long as it takes to look at it. */
  let slow: Emulator
  let adapter: VideoAdapter

  beforeAll(async () => {
    emulator = await startEmulator({ maxSide: 64, maxSeconds: 1, pace: { queueMs: 0, runMs: 60 } })
    slow = await startEmulator({ maxSide: 64, maxSeconds: 1, pace: { queueMs: 500, runMs: 800 } })
    // How often a provider may be asked is not the subject, and would take minutes.
    adapter = { ...adapterOn(emulator), pollingFloorMs: 0 }
  })
  afterAll(() => Promise.all([emulator?.close(), slow?.close()]))

  const adapterOn = (started: Emulator) =>
    subject.adapter(started, key, started.webhookSecret(subject.provider))
  const heard = <T>(answer: T): T => {
    said.push(answer instanceof Error ? textOf(answer) : JSON.stringify(answer))
    return answer
  }
  const order = async (scenario?: string, more: object = {}) => {
    const prompt = scenario === undefined ? PROMPT : `${PROMPT} #fault:${scenario}`
    return heard(await generateVideo({ adapter, prompt, ...more })).jobId
  }
  const refusal = async (promise: Promise<unknown>): Promise<VideoError> => {
    const thrown = await promise.then(
      (answer) => expect.fail(`There should be an error, and there is ${JSON.stringify(answer)}`),
      (error) => error,
    )
    return heard(thrown)
  }
  /** Asks until the job has ended. */
  async function ending(jobId: string) {
    const reports = []
    for (const start = performance.now(); performance.now() - start < 25_000; ) {
      const report = heard(await adapter.getVideoStatus(jobId))
      reports.push(report)
      if (report.status === 'completed' || report.status === 'failed') return { end: report, reports }
      await sleep(15)
    }
    return expect.fail(`Job ${jobId} did not end; last it was ${JSON.stringify(reports.at(-1))}`)
  }
  async function bytesOf(jobId: string): Promise<Uint8Array> {
    const { url, needsKey } = heard(await adapter.getVideoUrl(jobId))
    expect(needsKey === true).toBe(adapter.openContent !== undefined)
    const response = (await adapter.openContent?.(jobId, {})) ?? (await fetch(url))
    expect(response.status).toBe(200)
    return new Uint8Array(await response.arrayBuffer())
  }
  /** The jobs that the provider made during `act`: what it bills. */
  async function billedBy(act: () => Promise<unknown>): Promise<number> {
    const before = emulator.jobs.length
    await act()
    return emulator.jobs.length - before
  }

  describe(`the adapter of ${subject.provider}`, () => {
    it('makes a job, says how it goes, and has a video that plays', async () => {
      const { end, reports } = await ending(await order('happy'))
      expect(end.status).toBe('completed')
      for (const { progress = 0, jobId } of reports) {
        expect(progress).toBeGreaterThanOrEqual(0)
        expect(progress).toBeLessThanOrEqual(100)
        expect(jobId).toBe(end.jobId)
      }
      expect(await playable(await bytesOf(end.jobId))).toBe(true)
    })

    it('gives parts of the video to players that ask for them', async () => {
      const jobId = await order()
      await ending(jobId)
      const whole = await bytesOf(jobId)
      const part = await adapter.openContent?.(jobId, { range: 'bytes=4-11' })
      if (!part) return expect(whole.length).toBeGreaterThan(100)
      const bytes = new Uint8Array(await part.arrayBuffer())
      expect(part.status === 206 ? bytes : bytes.slice(4, 12)).toEqual(whole.slice(4, 12))
    })

    it('reports what it says that it reports', async () => {
      const { progress = 'none' } = adapter.capabilities ?? {}
      const slowly = adapterOn(slow)
      const { jobId } = await generateVideo({ adapter: slowly, prompt: PROMPT })
      const reports = []
      for (const start = performance.now(); performance.now() - start < 25_000; ) {
        const report = await slowly.getVideoStatus(jobId)
        reports.push(report)
        if (report.status === 'completed') break
        await sleep(20)
      }
      // More than 1: some providers count from 0 to 1, and our percents go to 100.
      const between = reports.filter(
        ({ progress: p = 0, status }) => p > 1 && p < 100 && status !== 'completed',
      )
      expect(between.length > 0).toBe(progress === 'percent')
      expect(reports.some(({ queuePosition }) => queuePosition !== undefined)).toBe(progress === 'queue')
      expect(reports.at(-1)?.status).toBe('completed')
    })

    it('tells a verdict with its reason', async () => {
      const { end } = await ending(await order('failed'))
      expect(end).toMatchObject({ status: 'failed', error: expect.stringMatching(/\S/) })
      expect(end.errorCode ?? 'generation_failed').toBe('generation_failed')
    })

    it('says that the generation failed where the provider says nothing', async () => {
      const jobId = await order('failed-without-text')
      await ending(jobId)
      const report = heard(await getVideoJobStatus({ adapter, jobId }))
      expect(report).toMatchObject({ status: 'failed', error: 'Video generation failed' })
    })

    it('tells moderation from failure, when ordered and at the end', async () => {
      const { end } = await ending(await order('moderated'))
      expect(end).toMatchObject({
        status: 'failed',
        errorCode: 'moderated',
        error: expect.stringMatching(/\S/),
      })
      const billed = await billedBy(async () => {
        expect(await refusal(order('moderated-create'))).toMatchObject({ code: 'moderated' })
      })
      expect(billed).toBe(0)
    })

    it.each(['expired', 'aborted'])('ends when a job is %s', async (scenario) => {
      expect((await ending(await order(scenario))).end.status).toBe('failed')
    })

    it('says that the rate limit is reached, and when to come back', async () => {
      const billed = await billedBy(async () => {
        const error = await refusal(order('rate-limit-create', { modelOptions: {} }))
        expect(error).toMatchObject({ code: 'rate_limited', message: expect.stringContaining('rate limit') })
        expect(error.retryAfterMs).toBeGreaterThanOrEqual(1000)
      })
      expect(billed).toBe(0)
      expect((await ending(await order('rate-limit-create'))).end.status).toBe('completed')
    })

    it.each(['unavailable', 'unauthorized'])(
      'says that the API is not available when it is %s',
      async (scenario) => {
        const billed = await billedBy(async () => {
          const error = await refusal(order(scenario))
          expect(error).toMatchObject({
            code: 'invalid_options',
            message: expect.stringContaining('Video generation API is not available'),
          })
        })
        expect(billed).toBe(0)
      },
    )

    it.each(['poll-500', 'poll-502', 'poll-cut', 'odd-json', 'rate-limit-poll'])(
      'takes trouble for no verdict: %s',
      async (scenario) => {
        const jobId = await order(scenario)
        const isHidden = subject.hidesTrouble?.includes(scenario)
        const asked = adapter.getVideoStatus(jobId)
        const error = isHidden ? await asked.catch(heard) : await refusal(asked)
        if (scenario === 'rate-limit-poll') {
          expect(error).toMatchObject({
            code: 'rate_limited',
            message: expect.stringContaining('rate limit'),
          })
        }
        let status = ''
        for (let polls = 0; polls < 200 && status !== 'completed'; polls++) {
          await sleep(15)
          const report = await adapter.getVideoStatus(jobId).catch(() => ({ status: 'trouble' }))
          expect(report.status).not.toBe('failed')
          status = report.status
        }
        expect(status).toBe('completed')
      },
    )

    it('takes a state that it does not know for one on the way', async () => {
      const { reports, end } = await ending(await order('unknown-state'))
      expect(end.status).toBe('completed')
      expect(reports.every(({ status }) => status !== 'failed')).toBe(true)
    })

    it('ends a whole run well although a poll goes wrong, and orders once', async () => {
      const events: { type: string }[] = []
      const billed = await billedBy(async () => {
        const prompt = `${PROMPT} #fault:poll-502`
        for await (const event of generateVideo({ adapter, prompt, stream: true, pollingInterval: 30 })) {
          events.push(heard(event))
        }
      })
      expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED' })
      expect(billed).toBe(1)
    })

    it.each([
      ['create-cut', 1],
      ['create-500', 0],
    ])('sends an order once, and says that it may be billed: %s', async (scenario, jobs) => {
      const sent = () => emulator.requests.filter(({ method }) => method === 'POST').length
      const before = sent()
      const billed = await billedBy(async () => {
        expect(await refusal(order(scenario))).toMatchObject({ code: 'ambiguous_create' })
      })
      expect(billed).toBe(jobs)
      expect(sent() - before).toBe(1)
    })

    it('finds a lost order where the provider lists its jobs', async () => {
      expect(adapter.findVideoJobs !== undefined).toBe(subject.lists === true)
      const prompt = `${PROMPT} #fault:create-cut`
      const since = new Date()
      await refusal(generateVideo({ adapter, prompt, size: adapter.sizes?.[0] }))
      const found = await adapter.findVideoJobs?.({ prompt, since, size: adapter.sizes?.[0] })
      if (found) expect(found.length).toBeGreaterThan(0)
    })

    it('refuses what the model cannot make before anything is sent', async () => {
      const before = emulator.requests.length
      const loose = adapter as unknown as VideoAdapter
      if (loose.sizes) {
        expect(await refusal(order(undefined, { size: '12x9' }))).toMatchObject({ code: 'invalid_input' })
      }
      expect(await refusal(order(undefined, { duration: -1 }))).toMatchObject({ code: 'invalid_input' })
      if (!loose.inputParts?.includes('audio')) {
        const source = { type: 'url', value: 'https://media.example/a.mp3' }
        const prompt = [
          { type: 'text', content: PROMPT },
          { type: 'audio', source },
        ]
        expect(await refusal(order(undefined, { prompt }))).toMatchObject({ code: 'invalid_input' })
      }
      if (!loose.capabilities?.actions?.includes('edit')) {
        const base = { action: 'edit', jobId: 'job-1' }
        expect(await refusal(order(undefined, { base }))).toMatchObject({ code: 'invalid_options' })
      }
      expect(emulator.requests.length).toBe(before)
    })

    it('cancels as far as the provider can, and says honestly how far that was', async () => {
      const { cancel = 'none' } = adapter.capabilities ?? {}
      expect(adapter.cancelVideoJob !== undefined).toBe(cancel !== 'none')
      if (!adapter.cancelVideoJob) return
      const ended = await order()
      await ending(ended)
      expect(await adapter.cancelVideoJob(ended)).toBe('too_late')
      expect((await adapter.getVideoStatus(ended)).status).toBe('completed')

      for (const state of ['queued', 'running'] as const) {
        const slowly = adapterOn(slow)
        const { jobId } = await generateVideo({ adapter: slowly, prompt: PROMPT })
        const job = () => slow.jobs.at(-1)?.state
        while (job() !== state) await sleep(10)
        const outcome = await slowly.cancelVideoJob?.(jobId)
        const isPossible = state === 'queued' || cancel === 'running'
        const outcomes = isPossible ? ['canceled', 'requested'] : ['too_late', 'unsupported', 'requested']
        expect(outcomes).toContain(outcome)
        expect(job() === 'canceled').toBe(isPossible)
      }
    })

    it('does not call a job canceled that goes on', async () => {
      const jobId = await order('cancel-too-late')
      const outcome = await adapter.cancelVideoJob?.(jobId)
      if (outcome !== undefined) expect(['requested', 'too_late', 'unsupported']).toContain(outcome)
      expect((await ending(jobId)).end.status).toBe('completed')
    })

    it('goes on with a job of which only JSON is left', async () => {
      const kept = JSON.stringify({ jobId: await order() })
      adapter = { ...adapterOn(emulator), pollingFloorMs: 0 }
      const { jobId } = JSON.parse(kept)
      expect((await ending(jobId)).end.status).toBe('completed')
      expect(await playable(await bytesOf(jobId))).toBe(true)
    })

    it('has a URL that works when an earlier one has expired', async () => {
      const jobId = await order('url-expired')
      await ending(jobId)
      const { url } = await adapter.getVideoUrl(jobId)
      const first = (await adapter.openContent?.(jobId, {})) ?? (await fetch(url))
      expect(first.status).toBe(403)
      expect(await playable(await bytesOf(jobId))).toBe(true)
    })

    it('does not know a job that never was', async () => {
      expect(await refusal(adapter.getVideoStatus('never-was'))).toMatchObject({ code: 'not_found' })
    })

    it('lets go of a poll that hangs as soon as it is told to', async () => {
      const jobId = await order('poll-hangs')
      const started = performance.now()
      await refusal(adapter.getVideoStatus(jobId, { abortSignal: AbortSignal.timeout(100) }))
      expect(performance.now() - started).toBeLessThan(1000)
    })

    it('checks its webhooks: good, forged, altered and old ones', async () => {
      expect(adapter.webhook !== undefined && adapter.capabilities?.webhook !== false).toBe(
        subject.webhooks !== undefined,
      )
      const { webhook } = adapter
      if (!webhook || !subject.webhooks) return
      const post = await collectWebhooks()
      try {
        const created = await adapter.createVideoJob({ prompt: PROMPT, webhookUrl: post.url })
        const good = await post.next()
        const report = await webhook.verify(good)
        expect(report.jobId).toBe(created.jobId)
        expect(report.deliveryId).toMatch(/\S/)
        if (subject.webhooks === 'unsigned') return
        const altered = { ...good, body: new TextEncoder().encode(`${new TextDecoder().decode(good.body)} `) }
        expect(await refusal(webhook.verify(altered))).toMatchObject({ code: 'unauthorized' })
        vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 })
        expect(await refusal(webhook.verify(good))).toMatchObject({ code: 'unauthorized' })
        vi.useRealTimers()
        await adapter.createVideoJob({ prompt: `${PROMPT} #fault:webhook-forged`, webhookUrl: post.url })
        expect(await refusal(webhook.verify(await post.after(good)))).toMatchObject({ code: 'unauthorized' })
      } finally {
        vi.useRealTimers()
        await post.close()
      }
    })

    it('has handed out its key nowhere', () => {
      expect(said.length).toBeGreaterThan(10)
      expect(JSON.stringify(adapter)).not.toContain(key)
      expect(said.filter((text) => text.includes(key))).toEqual([])
    })
  })
}

/** Whether a player finds a video in it that lasts. */
async function playable(bytes: Uint8Array): Promise<boolean> {
  const input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS })
  return (await input.getPrimaryVideoTrack()) !== null && (await input.computeDuration()) > 0
}

/** An error with everything behind it. */
function textOf(error: unknown): string {
  const { message, stack, cause } = Object(error)
  return `${message} ${stack} ${JSON.stringify(error)} ${cause === undefined ? '' : textOf(cause)}`
}
