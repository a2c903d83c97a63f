import { expect, it, vi } from 'vitest'
import { describeMessage, good, stage } from './describe-message.js'
import { calm, PENDING, pendingPart, says } from './stage.js'

const DROPPED = 'The connection was lost. It is tried again by itself.'

describeMessage('of a video in the making', () => {
  it('asks once for its job, never orders, and shows how it goes until the player comes', async () => {
    const shown = await stage.show(pendingPart({ progress: 12 }))
    expect([shown.state, shown.text]).toEqual(['pending', PENDING.data.message])
    expect([shown.progress, shown.detail, shown.buttons]).toEqual(['12', '12 %', []])
    const request = await stage.server.request(1)
    request.send(says.job())
    await shown.soon(() => expect(shown.buttons).toEqual(['Cancel']))
    for (const progress of [30, 62.5]) {
      request.send(says.progress(progress))
      await shown.soon(() => expect(shown.progress).toBe(`${progress}`))
      expect(shown.detail).toBe(`${Math.round(progress)} %`)
    }
    request.send(says.video(good))
    await shown.becomes('video')
    expect(shown.url).toBe(good)
    expect(shown.video.controls).toBe(true)
    expect(shown.buttons).toEqual([])
    await calm()
    expect(stage.asked()).toEqual(['GET ref-1'])
  })

  it('really plays what was made', async () => {
    const { shown, request } = await stage.follow()
    request.send(says.video(good))
    await shown.becomes('video')
    const { video } = shown
    video.muted = true
    await video.play()
    await shown.soon(() => expect(video.currentTime).toBeGreaterThan(0))
    expect(video.videoWidth).toBe(64)
  })

  it('claims no progress that nobody reported: a place in the queue, or a time of day', async () => {
    const shown = await stage.show(PENDING)
    const request = await stage.server.request(1)
    request.send(says.job(), says.waiting({ queuePosition: 3 }))
    await shown.soon(() => expect(shown.detail).toBe('3 ahead in the queue'))
    expect(shown.progress).toBeNull()
    const etaMs = new Date().setHours(16, 5, 59) - Date.now() + 86_400_000
    request.send(says.waiting({ queuePosition: 0, etaMs }))
    await shown.soon(() => expect(shown.detail).toMatch(/^Ready about .*0[56]/))
  })

  it('says why there is none when that is the verdict, and offers nothing', async () => {
    const { shown, request } = await stage.follow()
    request.send(says.error('moderated', 'The provider refused this prompt.'))
    await shown.becomes('failed', 'The provider refused this prompt.')
    expect(shown.buttons).toEqual([])
    await calm()
    expect(stage.asked()).toEqual(['GET ref-1'])
  })

  it('outlives a connection that drops', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const { shown, request } = await stage.follow()
    request.drop()
    await shown.becomes('pending', DROPPED)
    const again = await stage.server.request(2)
    again.send(says.job(), says.progress(70))
    await shown.becomes('pending', PENDING.data.message)
    expect(shown.progress).toBe('70')
    again.send(says.video(good))
    await shown.becomes('video')
    expect(stage.asked()).toEqual(['GET ref-1', 'GET ref-1'])
  })

  it('says so when its server cannot be reached at all', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const shown = await stage.show(PENDING)
    ;(await stage.server.request(1)).drop()
    await shown.becomes('pending', DROPPED)
    ;(await stage.server.request(2)).send(says.job(), says.video(good))
    await shown.becomes('video')
  })

  it('says that the connection is lost once it has given up, and looks again when asked to', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const { shown, request } = await stage.follow({ client: stage.options({ maxAttempts: 1 }) })
    request.drop()
    ;(await stage.server.request(2)).drop()
    await shown.becomes('failed')
    expect(shown.text).toBe('terminated (The generation goes on; trying again follows it.)')
    expect(shown.buttons).toEqual(['Look again'])
    await calm()
    expect(stage.server.requests).toHaveLength(2)
    shown.press('Look again')
    const again = await stage.server.request(3)
    await shown.becomes('pending', PENDING.data.message)
    again.send(says.job(), says.video(good))
    await shown.becomes('video')
    expect(new Set(stage.asked())).toEqual(new Set(['GET ref-1']))
  })

  it('stays the same for a part without a reference, and asks nothing', async () => {
    const { reference: _, ...data } = PENDING.data
    const shown = await stage.show({ ...PENDING, data: { ...data, message: 'Poll to see it.' } })
    await shown.becomes('text', 'Poll to see it.')
    expect(shown.place.querySelector('video, button, [role=progressbar]')).toBeNull()
    await calm()
    expect(stage.asked()).toEqual([])
  })
})

describeMessage('that is canceled', () => {
  const CANCELED = {
    canceled: ['The video was canceled.', []],
    requested: ['The video was told to stop. It is not known whether it did.', ['Look again']],
    unsupported: ['The video could not be canceled. It is still being made.', ['Look again']],
  } as const
  it.each(Object.entries(CANCELED))('says what came of it: %s', async (outcome, [text, buttons]) => {
    const { shown } = await stage.follow()
    let answer = (_response: Response) => {}
    stage.server.cancelAnswer = new Promise((resolve) => {
      answer = resolve
    })
    shown.press('Cancel')
    await shown.becomes('pending', 'Canceling…')
    expect(shown.buttons).toEqual([])
    answer(Response.json({ outcome }))
    await shown.becomes('canceled', text)
    expect(shown.buttons).toEqual(buttons)
    expect(stage.asked()).toEqual(['GET ref-1', 'DELETE ref-1'])
  })

  it('shows the video that was ready before', async () => {
    const { shown, request } = await stage.follow()
    stage.server.cancelAnswer = Promise.resolve(Response.json({ outcome: 'too_late' }))
    shown.press('Cancel')
    await stage.server.request(2)
    request.send(says.video(good))
    await shown.becomes('video', 'The video was ready before it could be canceled.')
    expect(shown.url).toBe(good)
  })

  it('offers no button before the job is known, and none where its server cannot stop it', async () => {
    const shown = await stage.show(PENDING)
    const request = await stage.server.request(1)
    expect(shown.buttons).toEqual([])
    request.send(says.job({}), says.progress(5))
    await shown.soon(() => expect(shown.detail).toBe('5 %'))
    expect(shown.buttons).toEqual([])
  })

  it('keeps the keyboard where it was when its button goes', async () => {
    const { shown } = await stage.follow()
    stage.server.cancelAnswer = new Promise(() => {})
    shown.place.querySelector('button')?.focus()
    shown.press('Cancel')
    await shown.becomes('pending', 'Canceling…')
    expect(document.activeElement).toBe(shown.figure)
  })

  it('hears that it was canceled somewhere else', async () => {
    const { shown, request } = await stage.follow()
    request.send(says.error('canceled', 'The job was canceled.'))
    await shown.becomes('canceled', CANCELED.canceled[0])
    expect(shown.buttons).toEqual([])
  })
})
