import { fetchHttpStream, fetchServerSentEvents, pollJob, VideoError } from '@reelstate/core'
import { jobProgress } from '@reelstate/core/protocol'
import { expect, vi } from 'vitest'
import type { Behaviours } from '../behaviours.js'
import { FAST, ScriptedServer } from '../scripted-server.js'
import { calm, PROMPT, says, shows, URL_1 } from '../stage.js'

/** Every option, also one that changes. */
export const OPTIONS: Behaviours = {
  async 'calls back about everything, in order, and with what happened'(stage) {
    const told: unknown[] = []
    const { page, request } = await stage.underWay({
      onJobCreated: (jobId) => told.push(['created', jobId]),
      onProgress: (progress, message) => told.push(['progress', progress, message]),
      onStatusUpdate: ({ status }) => told.push(['status', status]),
      onResult: ({ url }) => told.push(['result', url]),
    })
    request.send(jobProgress(60, 'frame 6 of 10'), says.progress(60), says.video())
    await shows(page, { status: 'success' })
    expect(told).toEqual([
      ['created', 'job-1'],
      ['progress', 30, undefined],
      ['status', 'processing'],
      ['progress', 60, 'frame 6 of 10'],
      ['status', 'processing'],
      ['result', URL_1],
    ])
  },

  async 'calls back for every status, also one that changes nothing'(stage) {
    const onStatusUpdate = vi.fn()
    const { request } = await stage.underWay({ onStatusUpdate })
    for (let count = 0; count < 4; count++) request.send(says.progress(30))
    await vi.waitFor(() => expect(onStatusUpdate).toHaveBeenCalledTimes(5), FAST)
  },

  async 'calls back with an error once'(stage) {
    const onError = vi.fn()
    const { page, request } = await stage.underWay({ onError })
    request.send(says.error('moderated', 'Not this one.'))
    await shows(page, { status: 'error' })
    expect(onError).toHaveBeenCalledExactlyOnceWith(expect.any(VideoError))
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ code: 'moderated' }))
  },

  async 'hands on every event of the wire as it came'(stage) {
    const onChunk = vi.fn()
    const { request } = await stage.underWay({ onChunk })
    request.send({ type: 'CUSTOM', name: 'of-the-application', value: 42 })
    const own = expect.objectContaining({ name: 'of-the-application', value: 42 })
    await vi.waitFor(() => expect(onChunk).toHaveBeenLastCalledWith(own), FAST)
  },

  async 'calls the callbacks of its latest options'(stage) {
    const [first, second] = [vi.fn(), vi.fn()]
    const { page, request } = await stage.underWay({ onStatusUpdate: first })
    first.mockClear()
    await page.setOptions(stage.options({ onStatusUpdate: second }))
    request.send(says.progress(40))
    await vi.waitFor(() => expect(second).toHaveBeenCalledOnce(), FAST)
    expect(first).not.toHaveBeenCalled()
  },

  async 'orders at the connection of its latest options'(stage) {
    const page = await stage.mount()
    const elsewhere = new ScriptedServer()
    const connection = fetchServerSentEvents('/elsewhere', { fetch: elsewhere.fetch })
    await page.setOptions({ connection })
    page.video.generate(PROMPT)
    expect((await elsewhere.request(1)).url.pathname).toBe('/elsewhere')
    expect(stage.server.requests).toHaveLength(0)
  },

  async 'shows what onResult makes of a video, and the video itself where it makes nothing'(stage) {
    const page = await stage.mount({
      onResult: ({ url }) => (url === URL_1 ? { poster: `${url}.jpg` } : null),
    })
    page.video.generate(PROMPT)
    ;(await stage.server.request(1)).send(says.job(), says.video())
    await shows(page, { status: 'success', result: { poster: `${URL_1}.jpg` } })
    page.video.generate(PROMPT)
    ;(await stage.server.request(2)).send(says.job(), says.video('https://videos.example/2.mp4'))
    await shows(page, { status: 'success', result: { url: 'https://videos.example/2.mp4' } })
  },

  async 'goes on when a callback throws, and reports it'(stage) {
    const report = vi.spyOn(console, 'error').mockImplementation(() => {})
    const fail = () => {
      throw new Error('A callback of the application failed.')
    }
    const { page, request } = await stage.underWay({ onProgress: fail, onStatusUpdate: fail, onResult: fail })
    request.send(says.video())
    await shows(page, { status: 'success', result: { url: URL_1 } })
    expect(report).toHaveBeenCalled()
  },

  async 'adds its body to the order'(stage) {
    const page = await stage.mount({ body: { model: 'fine', prompt: 'never this' } })
    page.video.generate({ ...PROMPT, size: '640x360', duration: 4 })
    const { body } = await stage.server.request(1)
    expect(body.data).toEqual({ model: 'fine', ...PROMPT, size: '640x360', duration: 4 })
  },

  async 'takes a fetcher in place of a connection'(stage) {
    const fetcher = vi.fn(async () => ({ jobId: 'job-7', url: URL_1 }))
    const page = await stage.binding.mount({ options: { fetcher } })
    page.video.generate(PROMPT)
    await shows(page, { status: 'success', jobId: 'job-7', result: { url: URL_1 } })
    expect(fetcher).toHaveBeenCalledExactlyOnceWith(
      PROMPT,
      expect.objectContaining({ signal: expect.anything() }),
    )
    await page.unmount()
  },

  async 'takes a fetcher that answers with a stream'(stage) {
    const page = await stage.binding.mount({
      options: {
        fetcher: (input, { signal }) =>
          stage.server.fetch('/own', { method: 'POST', body: JSON.stringify(input), signal }),
      },
    })
    page.video.generate(PROMPT)
    const request = await stage.server.request(1)
    request.send(says.job(), says.progress(20))
    await shows(page, { phase: 'polling', jobId: 'job-1', progress: 20 })
    request.send(says.video())
    await shows(page, { status: 'success' })
    await page.unmount()
  },

  async 'takes lines of JSON in place of events'(stage) {
    const lines = [says.job(), says.progress(50), says.video()]
      .map((event) => `${JSON.stringify(event)}\n`)
      .join('')
    const fetch = async () => new Response(lines, { headers: { 'Content-Type': 'application/x-ndjson' } })
    const page = await stage.mount({ connection: fetchHttpStream('/api/video', { fetch }) })
    page.video.generate(PROMPT)
    await shows(page, { status: 'success', jobId: 'job-1', result: { url: URL_1 } })
  },

  async 'polls routes of one’s own'(stage) {
    let polls = 0
    const connection = pollJob({
      create: async () => ({ jobId: 'job-3' }),
      status: async () =>
        ++polls < 2 ? { status: 'processing', progress: 50 } : { status: 'completed', url: URL_1 },
      pollingInterval: 250,
    })
    const page = await stage.mount({ connection })
    page.video.generate(PROMPT)
    await shows(page, { status: 'success', jobId: 'job-3', result: { url: URL_1 } })
    expect(polls).toBe(2)
  },

  async 'ends a run that takes longer than maxDuration, and can follow it further'(stage) {
    const { page } = await stage.underWay({ maxDuration: 120 })
    await shows(page, { status: 'error', error: { code: 'deadline_exceeded', resumable: true } })
    page.press('retry')
    const again = await stage.server.request(2)
    expect(again.method).toBe('GET')
    again.send(says.followable, says.video())
    await shows(page, { status: 'success' })
  },

  async 'gives up after maxAttempts reconnects, and can follow the job further'(stage) {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const { page, request } = await stage.underWay({ maxAttempts: 1 })
    request.drop()
    ;(await stage.server.request(2)).drop()
    await shows(page, { status: 'error', error: { code: 'connection_lost', resumable: true } })
  },

  async 'replaces a run that is under way where it is told to'(stage) {
    const { page, outcome } = await stage.underWay({ whenBusy: 'replace' })
    page.video.generate({ prompt: 'Another' })
    expect(await outcome).toEqual({ outcome: 'canceled' })
    const last = await stage.server.request(3)
    expect(stage.server.methods()).toEqual(['POST', 'DELETE', 'POST'])
    expect(last.body).toMatchObject({ data: { prompt: 'Another' } })
  },

  async 'opens a silent stream again after stallMs'(stage) {
    const { page } = await stage.underWay({ stallMs: 50 })
    const again = await stage.server.request(2)
    expect(again.method).toBe('GET')
    again.send(says.followable, says.video())
    await shows(page, { status: 'success' })
  },

  async 'shows its machine to an inspector'(stage) {
    const types = new Set<string>()
    await stage.underWay({ inspect: ({ type }) => types.add(type) })
    expect([...types]).toContain('@xstate.snapshot')
  },

  async 'says what is wrong with a prompt, and asks nobody'(stage) {
    const page = await stage.mount()
    page.video.generate({ prompt: '  ' })
    await shows(page, { status: 'error', error: { code: 'invalid_input' } })
    expect(stage.server.requests).toHaveLength(0)
  },

  async 'says what is wrong with its options'(stage) {
    const page = await stage.binding.mount({ options: {} as never })
    page.video.generate(PROMPT)
    await shows(page, { status: 'error', error: { code: 'invalid_options' } })
    expect(JSON.stringify(page.shown().error)).toContain('needs a connection or a fetcher')
    await page.unmount()
  },

  async 'shows the client that it is given'(stage) {
    const client = stage.client()
    const page = await stage.mount({}, { options: { client } })
    client.generate(PROMPT)
    ;(await stage.server.request(1)).send(says.followable, says.progress(44))
    await shows(page, { phase: 'polling', progress: 44 })
    page.press('stop')
    await shows(page, { canceled: { outcome: 'canceled' } })
    expect(client.getState().canceled).toMatchObject({ outcome: 'canceled' })
    await calm()
  },
}
