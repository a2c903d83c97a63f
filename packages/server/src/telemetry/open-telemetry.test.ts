import { AsyncLocalStorage } from 'node:async_hooks'
import { type Context, context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import { VideoError } from '@reelstate/core/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import type { VideoEvent } from '../jobs/video-event.js'
import { type OpenTelemetryOptions, openTelemetry } from '../opentelemetry.js'
import { type Script, scriptedAdapter } from '../support/scripted-adapter.js'
import { simulatedJobs } from '../support/simulated-jobs.js'

const running = { status: 'processing' } as const
const done = { status: 'completed' } as const
const ofModel = { 'gen_ai.provider.name': 'main', 'gen_ai.request.model': 'scripted' }
const ofRequestedModel = { ...ofModel, 'gen_ai.request.model': 'scripted-1' }

const ending: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ending.splice(0)) await end()
})

/** OpenTelemetry's own SDK, whose exporters keep what they are given. */
function sdk(options: OpenTelemetryOptions = {}) {
  const spans = new InMemorySpanExporter()
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] })
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })
  const meterProvider = new MeterProvider({ readers: [reader] })
  ending.push(() => tracerProvider.shutdown().then(() => meterProvider.shutdown()))
  return {
    onEvent: openTelemetry({ tracerProvider, meterProvider, ...options }),
    spans: () => spans.getFinishedSpans(),
    /** Every measured value: what it is called, of what, and how much; of a histogram its count and its sum. */
    async metrics() {
      exporter.reset()
      await meterProvider.forceFlush()
      return exporter
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics))
        .flatMap(({ descriptor, dataPoints }) =>
          dataPoints.map(({ attributes, value }) => ({
            name: descriptor.name,
            attributes,
            value: typeof value === 'number' ? value : { count: value.count, sum: value.sum },
          })),
        )
    },
  }
}

/** One job of a provider that says what the script says, until its end. */
async function runJob(onEvent: (event: VideoEvent) => void, script: Script, end: 'succeeded' | 'failed') {
  const { order, until } = simulatedJobs(scriptedAdapter(script), { onEvent, cost: () => 1.5 })
  const { id } = await order({ input: { prompt: 'A red kite', duration: 8 } })
  return until(id, end)
}

const seconds = ({ duration: [whole, nanos] }: ReadableSpan) => whole + nanos / 1e9

describe('spans', () => {
  it('of a job are one trace, which is found by the id of the job', async () => {
    const { onEvent, spans } = sdk()
    const job = await runJob(onEvent, { statuses: [running, done] }, 'succeeded')
    expect(spans().map(({ name, kind }) => [name, kind])).toEqual([
      ['create video job scripted-1', SpanKind.PRODUCER],
      ['generate_content scripted-1', SpanKind.CLIENT],
      ['status scripted', SpanKind.CLIENT],
      ['status scripted', SpanKind.CLIENT],
      ['url scripted', SpanKind.CLIENT],
      ['video job scripted', SpanKind.INTERNAL],
    ])
    const traces = new Set(spans().map((span) => span.spanContext().traceId))
    expect([...traces]).toEqual([job.id.replace('vid_', '')])
    for (const { attributes } of spans()) expect(attributes['reelstate.job.id']).toBe(job.id)
  })

  it('last from the creation of the job to its end, and as long as the provider took', async () => {
    const { onEvent, spans } = sdk()
    const slowly = async () => {
      await clock.advance(1_250)
      return done
    }
    const simulated = simulatedJobs(scriptedAdapter({ statuses: [running, slowly] }), { onEvent })
    const { clock } = simulated
    const { id } = await simulated.order()
    const { createdAt, endedAt = 0 } = await simulated.until(id, 'succeeded')
    const [whole] = spans().filter(({ name }) => name === 'video job scripted')
    expect(seconds(whole as ReadableSpan)).toBeCloseTo((endedAt - createdAt) / 1000)
    expect(whole?.attributes).toMatchObject({ ...ofModel, 'reelstate.job.state': 'succeeded' })
    const polls = spans().filter(({ name }) => name === 'status scripted')
    expect(polls.map(seconds)).toEqual([0, expect.closeTo(1.25)])
  })

  it('say what went wrong, and that a job failed', async () => {
    const { onEvent, spans } = sdk()
    const statuses = [new Error('502 Bad Gateway'), { status: 'failed', error: 'No face.' } as const]
    await runJob(onEvent, { statuses }, 'failed')
    const [poll] = spans().filter(({ name }) => name === 'status scripted')
    expect(poll?.attributes['error.type']).toBe('trouble')
    expect(poll?.status).toMatchObject({
      code: SpanStatusCode.ERROR,
      message: expect.stringContaining('502'),
    })
    expect(spans().at(-1)).toMatchObject({
      name: 'video job scripted',
      status: { code: SpanStatusCode.ERROR, message: 'generation_failed' },
      attributes: { 'error.type': 'generation_failed' },
    })
  })

  it('begin with a link to the request that ordered the job', async () => {
    useContexts()
    const { onEvent, spans } = sdk()
    const request = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 }
    const { order, jobs } = simulatedJobs(scriptedAdapter(), { onEvent })
    await context.with(trace.setSpanContext(ROOT_CONTEXT, request), () => order())
    expect(spans()[0]?.links.map((link) => link.context)).toEqual([request])
    await jobs.close()
  })

  it('of requests belong to the span of the server, where that has one', async () => {
    useContexts()
    const { onEvent, spans } = sdk()
    const event = { name: 'http.request', method: 'BREW', route: '/', status: 503, durationMs: 20 } as const
    onEvent(event)
    const server = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 }
    context.with(trace.setSpanContext(ROOT_CONTEXT, server), () => onEvent({ ...event, method: 'GET' }))
    const [alone, inside] = spans()
    expect(alone).toMatchObject({
      name: 'HTTP /',
      kind: SpanKind.SERVER,
      status: { code: SpanStatusCode.ERROR },
    })
    expect(inside).toMatchObject({ name: 'GET /', kind: SpanKind.INTERNAL })
    expect(inside?.spanContext().traceId).toBe(server.traceId)
  })

  it('are made for the same share of the jobs on every instance', async () => {
    const [one, other] = [sdk({ sampleRatio: 0.5 }), sdk({ sampleRatio: 0.5 })]
    const about = { owner: 'ada', adapter: 'main', model: 'm' }
    for (let count = 0; count < 400; count++) {
      const jobId = `vid_${crypto.randomUUID().replaceAll('-', '')}`
      for (const { onEvent } of [one, other]) onEvent({ name: 'job.created', jobId, ...about })
    }
    const traced = ({ spans }: typeof one) => spans().map((span) => span.spanContext().traceId)
    expect(traced(one)).toEqual(traced(other))
    expect(traced(one).length).toBeGreaterThan(120)
    expect(traced(one).length).toBeLessThan(280)
  })
})

describe('metrics', () => {
  it('count jobs, calls and polls, and sum up what was used', async () => {
    const { onEvent, metrics } = sdk()
    await runJob(onEvent, { statuses: [running, new Error('reset'), done] }, 'succeeded')
    const measured = await metrics()
    const state = { 'reelstate.job.state': 'succeeded' }
    expect(measured).toContainEqual({
      name: 'reelstate.jobs.created',
      attributes: ofRequestedModel,
      value: 1,
    })
    expect(measured).toContainEqual({
      name: 'reelstate.jobs.ended',
      attributes: { ...ofModel, ...state },
      value: 1,
    })
    const polls = measured.filter(({ name }) => name === 'reelstate.polls')
    expect(polls.map(({ attributes, value }) => [attributes['error.type'], value])).toEqual([
      [undefined, 2],
      ['trouble', 1],
    ])
    const late = { 'reelstate.usage.late': false }
    expect(measured).toContainEqual({
      name: 'reelstate.usage.video',
      attributes: { ...ofModel, ...late },
      value: 8,
    })
    expect(measured).toContainEqual({
      name: 'reelstate.usage.cost',
      attributes: { ...ofModel, ...late },
      value: 1.5,
    })
    const [created] = measured.filter(
      ({ name, attributes }) =>
        name === 'gen_ai.client.operation.duration' &&
        attributes['gen_ai.operation.name'] === 'generate_content',
    )
    expect(created?.value).toMatchObject({ count: 1 })
    expect(measured.find(({ name }) => name === 'reelstate.job.duration')?.value).toMatchObject({ count: 1 })
  })

  it('tell ends apart by their code, and count an order without an answer', async () => {
    const { onEvent, metrics } = sdk()
    await runJob(onEvent, { create: new VideoError('moderated', 'No.') }, 'failed')
    const lost = simulatedJobs(scriptedAdapter({ create: new Error('socket hang up') }), { onEvent })
    await lost.until((await lost.order()).id, 'unknown')
    const measured = await metrics()
    expect(measured).toContainEqual({
      name: 'reelstate.jobs.ended',
      attributes: { ...ofRequestedModel, 'reelstate.job.state': 'failed', 'error.type': 'moderated' },
      value: 1,
    })
    expect(measured).toContainEqual({
      name: 'reelstate.orders.ambiguous',
      attributes: ofRequestedModel,
      value: 1,
    })
  })

  it('count what was canceled, and what a job that was canceled cost all the same', async () => {
    const { onEvent, metrics } = sdk()
    const { order, jobs, clock } = simulatedJobs(scriptedAdapter({ statuses: [running, done] }), { onEvent })
    const { id } = await order({ input: { prompt: 'A red kite', duration: 8 } })
    await clock.advance(0)
    const canceled = jobs.cancel(id)
    await clock.advance(120_000)
    expect(await canceled).toBe('canceled')
    const measured = await metrics()
    expect(measured).toContainEqual({
      name: 'reelstate.cancels',
      attributes: { ...ofModel, 'reelstate.cancel.outcome': 'canceled' },
      value: 1,
    })
    expect(measured).toContainEqual({
      name: 'reelstate.usage.video',
      attributes: { ...ofModel, 'reelstate.usage.late': true },
      value: 8,
    })
  })

  it('know what the server dropped and refused, and time requests by their route', async () => {
    const { onEvent, metrics } = sdk()
    const about = { jobId: 'vid_1', owner: 'ada', adapter: 'main', model: 'scripted' }
    onEvent({ name: 'stream.dropped', owner: 'ada', reason: 'slow' })
    onEvent({ name: 'webhook.refused', adapter: 'main', error: 'old' })
    onEvent({ name: 'worker.trouble', error: 'the store is away' })
    onEvent({ name: 'job.stray', ...about, providerJobId: 'job-2' })
    onEvent({ name: 'http.request', method: 'GET', route: '/', status: 200, durationMs: 20, owner: 'ada' })
    const measured = await metrics()
    const of = (wanted: string) => measured.find(({ name }) => name === wanted)
    expect(of('reelstate.streams.dropped')?.attributes).toEqual({ 'reelstate.stream.reason': 'slow' })
    expect(of('reelstate.webhooks.refused')?.attributes).toEqual({ 'gen_ai.provider.name': 'main' })
    expect(of('reelstate.worker.troubles')?.value).toBe(1)
    expect(of('reelstate.orders.stray')?.attributes).toEqual(ofModel)
    expect(of('http.server.request.duration')).toMatchObject({
      attributes: { 'http.request.method': 'GET', 'http.route': '/', 'http.response.status_code': 200 },
      value: { count: 1, sum: 0.02 },
    })
  })

  it('leave requests out where the server is instrumented already', async () => {
    const { onEvent, metrics, spans } = sdk({ http: false })
    onEvent({ name: 'http.request', method: 'GET', route: '/', status: 200, durationMs: 20 })
    expect(await metrics()).toEqual([])
    expect(spans()).toEqual([])
  })
})

it('tells nobody a prompt, an owner or what is signed into a URL', async () => {
  const { onEvent, metrics, spans } = sdk()
  const canaries = ['canary-owner', 'canary-prompt', 'canary-image', 'canary-signature']
  const url = 'https://videos.example/1.mp4?sig=canary-signature'
  const statuses = [running, new Error(`GET ${url} failed for canary-prompt`), done]
  const adapter = scriptedAdapter({ statuses, urls: [{ url, usage: { url } }] })
  const { order, until } = simulatedJobs(adapter, { onEvent })
  const input = { prompt: 'canary-prompt', modelOptions: { image: 'https://canary-image' } }
  await until((await order({ owner: 'canary-owner', input })).id, 'succeeded')
  onEvent({
    name: 'http.request',
    method: 'GET',
    route: '/',
    status: 200,
    durationMs: 1,
    owner: 'canary-owner',
  })
  onEvent({ name: 'stream.dropped', owner: 'canary-owner', reason: 'slow' })
  const told = spans().map(({ name, attributes, status, links, events }) => [
    name,
    attributes,
    status,
    links,
    events,
  ])
  const everything = JSON.stringify([told, await metrics()])
  expect(everything).toContain('video job scripted')
  for (const canary of canaries) expect(everything).not.toContain(canary)
})

it('does nothing, and breaks nothing, where no SDK is registered', async () => {
  const job = await runJob(openTelemetry(), { statuses: [running, done] }, 'succeeded')
  expect(job.state).toBe('succeeded')
})

it('finds an SDK that is registered after it was made', async () => {
  const onEvent = openTelemetry()
  const spans = new InMemorySpanExporter()
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] })
  trace.setGlobalTracerProvider(provider)
  ending.push(async () => trace.disable())
  await runJob(onEvent, { statuses: [done] }, 'succeeded')
  expect(spans.getFinishedSpans()).not.toHaveLength(0)
})

/** The API follows a request through its promises only with a manager of contexts, which an SDK for Node brings along. */
function useContexts(): void {
  const storage = new AsyncLocalStorage<Context>()
  const manager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: <A extends unknown[], R>(active: Context, work: (...args: A) => R, self?: unknown, ...args: A) =>
      storage.run(active, () => work.apply(self, args)),
    bind: <T>(_: Context, target: T) => target,
    enable: () => manager,
    disable: () => manager,
  }
  context.setGlobalContextManager(manager)
  ending.push(async () => context.disable())
}
