import { expect, vi } from 'vitest'
import type { Behaviours } from '../behaviours.js'
import { calm, PROMPT, says, shows, URL_1 } from '../stage.js'

/** Stop means stop, at the provider; reset forgets as well. */
export const STOPPING: Behaviours = {
  async 'stops by a button whose handler is the method, at once and at the provider'(stage) {
    const { page, outcome } = await stage.underWay()
    page.press('stop')
    expect(page.read('status')).toBe('idle')
    const request = await stage.server.request(2)
    expect(request).toMatchObject({ method: 'DELETE' })
    expect(request.url.searchParams.get('ref')).toBe('ref-1')
    await shows(page, { status: 'idle', phase: 'idle', canceled: { outcome: 'canceled', jobId: 'job-1' } })
    expect(await outcome).toEqual({ outcome: 'canceled' })
  },

  async 'shows that it is canceling until the provider has answered'(stage) {
    let answer: (response: Response) => void = () => {}
    stage.server.cancelAnswer = new Promise((resolve) => {
      answer = resolve
    })
    const { page } = await stage.underWay()
    page.press('stop')
    await shows(page, { status: 'idle', isLoading: false, phase: 'canceling', progress: null })
    answer(Response.json({ outcome: 'requested' }))
    await shows(page, { phase: 'idle', canceled: { outcome: 'requested' } })
  },

  async 'keeps a paid video that came too late to be stopped'(stage) {
    stage.server.cancelAnswer = new Promise(() => {})
    const { page, request } = await stage.underWay()
    page.press('stop')
    await stage.server.request(2)
    request.send(says.video())
    await shows(page, { status: 'idle', canceled: { outcome: 'too_late', result: { url: URL_1 } } })
  },

  async 'says honestly where nobody can stop it'(stage) {
    const page = await stage.mount()
    page.video.generate(PROMPT)
    ;(await stage.server.request(1)).send(says.job())
    await shows(page, { phase: 'polling' })
    page.press('stop')
    await shows(page, { status: 'idle', canceled: { outcome: 'unsupported' } })
    expect(stage.server.methods()).toEqual(['POST'])
  },

  async 'takes the next order while the last one is being canceled'(stage) {
    let answer: (response: Response) => void = () => {}
    stage.server.cancelAnswer = new Promise((resolve) => {
      answer = resolve
    })
    const { page } = await stage.underWay()
    page.press('stop')
    await stage.server.request(2)
    page.video.generate({ prompt: 'Another' })
    await shows(page, { status: 'generating', input: { prompt: 'Another' } })
    await calm()
    expect(stage.server.methods()).toEqual(['POST', 'DELETE'])
    answer(Response.json({ outcome: 'canceled' }))
    expect(await stage.server.request(3)).toMatchObject({ body: { data: { prompt: 'Another' } } })
  },

  async 'forgets everything by reset, also during a run'(stage) {
    const { page } = await stage.underWay()
    page.press('reset')
    expect(await stage.server.request(2)).toMatchObject({ method: 'DELETE' })
    await shows(page, { status: 'idle', phase: 'idle', canceled: null, jobId: null, input: null })
  },

  async 'forgets a video and an error by reset'(stage) {
    const { page, request } = await stage.underWay()
    request.send(says.video())
    await shows(page, { status: 'success' })
    page.press('reset')
    await shows(page, { status: 'idle', result: null, progress: null, videoStatus: null, jobId: null })
    page.video.generate(PROMPT)
    ;(await stage.server.request(2)).send(says.error('moderated'))
    await shows(page, { status: 'error' })
    page.press('reset')
    await shows(page, { status: 'idle' })
    expect(page.shown().error).toBeUndefined()
  },

  async 'shows nothing of a run that is being canceled, and tells nothing of it'(stage) {
    stage.server.cancelAnswer = new Promise(() => {})
    const onProgress = vi.fn()
    const { page, request } = await stage.underWay({ onProgress })
    page.press('stop')
    await stage.server.request(2)
    onProgress.mockClear()
    request.send(says.progress(80))
    await calm()
    expect(page.shown()).toMatchObject({ progress: null, videoStatus: null })
    expect(onProgress).not.toHaveBeenCalled()
  },
}
