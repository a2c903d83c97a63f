import { expect, vi } from 'vitest'
import type { Behaviours } from '../behaviours.js'
import { FIELDS } from '../binding.js'
import { FAST } from '../scripted-server.js'
import { calm, PROMPT, says, shows, URL_1 } from '../stage.js'

/** From a click to a video, and back after trouble. */
export const RUNNING: Behaviours = {
  async 'begins idle, with the empty value of every field'(stage) {
    const page = await stage.mount()
    const empty = ['idle', 'idle', false, ...Array(10).fill(null), undefined]
    expect(FIELDS.map((field) => page.read(field))).toEqual(empty)
    expect(page.shown()).toMatchObject({ status: 'idle', phase: 'idle', isLoading: false, result: null })
    await calm()
    expect(stage.server.requests).toHaveLength(0)
  },

  async 'shows a run from the click on, field by field'(stage) {
    const page = await stage.mount()
    page.video.generate(PROMPT)
    await shows(page, {
      status: 'generating',
      phase: 'creating',
      isLoading: true,
      input: PROMPT,
      jobId: null,
    })
    expect(page.shown()).toMatchObject({ runId: expect.any(String), startedAt: expect.any(Number) })
    const request = await stage.server.request(1)
    request.send(says.job(), says.progress(30, { queuePosition: 2, etaMs: 5_000 }))
    await shows(page, { phase: 'polling', jobId: 'job-1', progress: 30, queuePosition: 2 })
    expect(page.shown()).toMatchObject({
      videoStatus: { jobId: 'job-1', status: 'processing', progress: 30 },
      estimatedEndAt: expect.any(Number),
    })
    request.send(says.video())
    await shows(page, { status: 'success', phase: 'success', isLoading: false, progress: 100 })
    expect(page.shown()).toMatchObject({ result: { url: URL_1, jobId: 'job-1' }, queuePosition: null })
  },

  async 'has the current value in every field at once, before anything is painted'(stage) {
    const page = await stage.mount()
    page.video.generate(PROMPT)
    expect(page.read('phase')).toBe('creating')
    expect(page.read('isLoading')).toBe(true)
  },

  async 'orders with a key of its own for every click'(stage) {
    const page = await stage.mount()
    for (const click of [1, 2]) {
      page.video.generate(PROMPT)
      const request = await stage.server.request(click)
      expect(request).toMatchObject({ method: 'POST', body: { data: PROMPT } })
      request.send(says.job(), says.video())
      await shows(page, { status: 'success' })
    }
    expect(new Set(stage.server.requests.map(({ key }) => key)).size).toBe(2)
  },

  async 'refuses a second order while one runs'(stage) {
    const { page } = await stage.underWay()
    expect(await page.video.generate(PROMPT)).toEqual({ outcome: 'refused', reason: 'busy' })
    await calm()
    expect(stage.server.requests).toHaveLength(1)
  },

  async 'tells what a generate came to'(stage) {
    const { page, request, outcome } = await stage.underWay()
    request.send(says.video())
    expect(await outcome).toMatchObject({ outcome: 'success', result: { url: URL_1 } })
    const failing = page.video.generate(PROMPT)
    ;(await stage.server.request(2)).send(says.job(), says.error('moderated', 'Not this one.'))
    expect(await failing).toMatchObject({ outcome: 'error', error: { code: 'moderated' } })
  },

  async 'shows an error in the words of the server, and nothing of it in the next run'(stage) {
    const { page, request } = await stage.underWay()
    request.send(says.error('moderated', 'Not this one.'))
    await shows(page, {
      status: 'error',
      isLoading: false,
      error: { code: 'moderated', message: 'Not this one.' },
    })
    expect(page.shown()).toMatchObject({ result: null })
    page.video.generate(PROMPT)
    await shows(page, { status: 'generating' })
    expect(page.shown().error).toBeUndefined()
    expect(page.shown()).toMatchObject({ progress: null, videoStatus: null, jobId: null })
  },

  async 'shows a refused order as an error'(stage) {
    const page = await stage.mount()
    const refusal = { error: { code: 'rate_limited', message: 'Too many videos today.' } }
    stage.server.next = Response.json(refusal, { status: 429 })
    page.video.generate(PROMPT)
    await shows(page, { status: 'error', error: { code: 'rate_limited', message: 'Too many videos today.' } })
  },

  async 'reconnects by itself after a drop, and creates nothing'(stage) {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const { page, request } = await stage.underWay()
    request.drop()
    const again = await stage.server.request(2)
    expect(again.method).toBe('GET')
    expect(again.url.searchParams.get('ref')).toBe('ref-1')
    again.send(says.followable, says.progress(60), says.video())
    await shows(page, { status: 'success', result: { url: URL_1 } })
    expect(stage.server.methods()).toEqual(['POST', 'GET'])
  },

  async 'shows that it reconnects'(stage) {
    vi.spyOn(Math, 'random').mockReturnValue(0.99)
    const { page, request } = await stage.underWay()
    request.drop()
    await shows(page, { status: 'generating', phase: 'reconnecting', isLoading: true, progress: 30 })
  },

  async 'ends where a drop cannot be continued, and says that the video may be billed'(stage) {
    const page = await stage.mount()
    page.video.generate(PROMPT)
    const request = await stage.server.request(1)
    request.send(says.job())
    await shows(page, { phase: 'polling' })
    request.drop()
    await shows(page, { status: 'error', error: { code: 'connection_lost', resumable: false } })
    expect(JSON.stringify(page.shown().error)).toContain('billed')
  },

  async 'tries again with the same key where the answer to an order was lost'(stage) {
    const page = await stage.mount()
    page.video.generate(PROMPT)
    const lost = await stage.server.request(1)
    lost.drop()
    await shows(page, { status: 'error', error: { code: 'ambiguous_create' } })
    page.press('retry')
    expect((await stage.server.request(2)).key).toBe(lost.key)
  },

  async 'tries again with a new key after the provider’s verdict'(stage) {
    const { page, request } = await stage.underWay()
    request.send(says.error('generation_failed'))
    await shows(page, { status: 'error' })
    page.press('retry')
    const again = await stage.server.request(2)
    expect(again).toMatchObject({ method: 'POST', body: { data: PROMPT } })
    expect(again.key).not.toBe(request.key)
  },

  async 'follows a job that exists, and creates none'(stage) {
    const page = await stage.mount()
    page.video.resume('ref-9')
    const request = await stage.server.request(1)
    expect(request.method).toBe('GET')
    expect(request.url.searchParams.get('ref')).toBe('ref-9')
    request.send(says.followable, says.video())
    await shows(page, { status: 'success', jobId: 'job-1' })
    expect(stage.server.methods()).toEqual(['GET'])
  },

  async 'asks for the URL of a finished video again'(stage) {
    const { page, request } = await stage.underWay()
    request.send(says.video())
    await shows(page, { status: 'success' })
    page.press('refreshResult')
    const again = await stage.server.request(2)
    again.send(says.followable, says.video('https://videos.example/renewed.mp4'))
    await shows(page, { status: 'success', result: { url: 'https://videos.example/renewed.mp4' } })
  },

  async 'shows progress that never falls'(stage) {
    const { page, request } = await stage.underWay()
    request.send(says.progress(70))
    await shows(page, { progress: 70 })
    request.send(says.progress(20), says.progress(71))
    await shows(page, { progress: 71 })
  },

  async 'has fields that nobody can change'(stage) {
    const { page } = await stage.underWay()
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    expect(() => page.write('progress', 99)).toSatisfy((write: () => void) => {
      try {
        write()
      } catch {
        // Refusing loudly is refusing.
      }
      return page.read('progress') === 30
    })
    await calm()
    expect(page.shown()).toMatchObject({ progress: 30 })
    warn.mockRestore()
  },

  async 'may be started while it is set up, and orders once'(stage) {
    const page = await stage.mount({}, { onSetup: (video) => void setTimeout(() => video.generate(PROMPT)) })
    ;(await stage.server.request(1)).send(says.job(), says.video())
    await shows(page, { status: 'success' })
    await calm()
    expect(stage.server.methods()).toEqual(['POST'])
    await vi.waitFor(() => expect(page.read('result')).not.toBeNull(), FAST)
  },
}
