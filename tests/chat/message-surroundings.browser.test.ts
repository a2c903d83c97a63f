import axe from 'axe-core'
import { expect, it, vi } from 'vitest'
import { complaints, describeMessage, good, stage } from './describe-message.js'
import { calm, PENDING, pendingPart, Stage, says, videoPart } from './stage.js'

describeMessage('with a client', () => {
  it('shares it with other messages of the same video', async () => {
    const client = stage.client()
    const [first, second] = [await stage.show(PENDING, { client }), await stage.show(PENDING, { client })]
    const request = await stage.server.request(1)
    request.send(says.job(), says.progress(15))
    for (const one of [first, second]) await one.soon(() => expect(one.progress).toBe('15'))
    await first.message.unmount()
    request.send(says.video(good))
    await second.becomes('video')
    await (await stage.show(PENDING, { client })).becomes('video')
    expect(stage.asked()).toEqual(['GET ref-1'])
  })

  it('says how to mend it where the client has another video', async () => {
    const client = stage.client()
    const first = await stage.show(PENDING, { client })
    await stage.server.request(1)
    const second = await stage.show(pendingPart({ reference: 'ref-2' }), { client })
    await second.becomes('failed')
    expect(second.text).toMatch(/Give each message a client of its own/)
    const busy = stage.client()
    busy.generate({ prompt: 'A red kite' })
    const third = await stage.show(PENDING, { client: busy })
    await third.becomes('failed', second.text)
    expect([first.state, third.buttons, stage.asked()]).toEqual(['pending', [], ['GET ref-1', 'POST null']])
    busy.dispose()
  })

  it('takes the next job with it, once the first has ended', async () => {
    const { shown, request } = await stage.follow({ client: stage.client() })
    request.send(says.video(good))
    await shown.becomes('video')
    await shown.message.change({ reference: 'ref-2' })
    ;(await stage.server.request(2)).send(says.job(), says.progress(9))
    await shown.soon(() => expect([shown.state, shown.progress]).toEqual(['pending', '9']))
  })

  it('leaves it to the next message, once it has gone', async () => {
    const client = stage.client()
    const { shown, request } = await stage.follow({ client })
    request.send(says.video(good))
    await shown.becomes('video')
    await shown.message.unmount()
    const next = await stage.show(pendingPart({ reference: 'ref-2' }), { client })
    ;(await stage.server.request(2)).send(says.job(), says.progress(9))
    await next.soon(() => expect([next.state, next.progress]).toEqual(['pending', '9']))
    expect(stage.asked()).toEqual(['GET ref-1', 'GET ref-2'])
  })

  it('still renews a URL that dies, once the chat has the video, too', async () => {
    const { shown, request } = await stage.follow({ client: stage.client() })
    request.send(says.video(good))
    await shown.becomes('video')
    await shown.message.set({ part: videoPart(good, { reference: 'ref-1' }) })
    shown.video.dispatchEvent(new Event('error'))
    await shown.becomes('pending', 'Getting the video…')
    ;(await stage.server.request(2)).send(says.job(), says.video(`${good}#2`))
    await shown.becomes('video')
    expect([shown.url, stage.asked()]).toEqual([`${good}#2`, ['GET ref-1', 'GET ref-1']])
  })
})

describeMessage('with options', (mount) => {
  it('keeps nothing of its own, and is not disturbed by what onResult does', async () => {
    const persist = vi.fn()
    const results = {
      another: () => 'my own value',
      throwing: () => {
        throw new Error('broken')
      },
      rejecting: () => Promise.reject(new Error('broken later')),
    }
    for (const [index, onResult] of Object.values(results).entries()) {
      const told = vi.fn(onResult)
      const shown = await stage.show(PENDING, { client: stage.options({ persist, onResult: told }) })
      ;(await stage.server.request(index + 1)).send(says.job(), says.video(good))
      await shown.becomes('video')
      expect([shown.url, told.mock.calls]).toMatchObject([good, [[{ url: good }]]])
    }
    expect(persist).not.toHaveBeenCalled()
    await calm(20)
    expect(complaints.splice(0).map(([text]) => text)).toEqual(
      Array(2).fill('Reelstate: onResult failed; the generation goes on.'),
    )
  })

  it('looks again once when the button is pressed twice, also where runs replace each other', async () => {
    const { shown, request } = await stage.follow({
      client: stage.options({ maxAttempts: 0, whenBusy: 'replace' }),
    })
    request.drop()
    await shown.becomes('failed')
    const button = shown.place.querySelector('button')
    button?.click()
    button?.click()
    await shown.becomes('pending')
    await calm()
    expect(stage.asked()).toEqual(['GET ref-1', 'GET ref-1'])
    expect(stage.server.last.isClosed).toBe(false)
  })

  it('asks no second time for options that are made anew', async () => {
    const { shown, request } = await stage.follow()
    for (let round = 0; round < 20; round++)
      await shown.message.set({ client: stage.options(), labels: { cancel: 'Cancel' } })
    request.send(says.progress(40))
    await shown.soon(() => expect(shown.progress).toBe('40'))
    expect(stage.asked()).toEqual(['GET ref-1'])
  })

  it('uses the latest options for its requests', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const { shown, request } = await stage.follow()
    const other = new Stage(mount)
    await shown.message.set({ client: other.options() })
    request.drop()
    ;(await other.server.request(1)).send(says.job(), says.video(good))
    await shown.becomes('video')
  })

  it('speaks another language, also once it is told to later', async () => {
    const { shown, request } = await stage.follow({
      labels: { pending: 'Das Video entsteht.', cancel: 'Abbrechen', ready: 'Fertig.' },
    })
    expect(shown.buttons).toEqual(['Abbrechen'])
    expect(shown.text).toBe('Das Video entsteht.')
    await shown.message.set({
      labels: {
        pending: 'La vidéo est en cours.',
        cancel: 'Annuler',
        video: 'Vidéo',
        percent: (value) => `${value} pour cent`,
      },
    })
    await shown.becomes('pending', 'La vidéo est en cours.')
    expect([shown.buttons, shown.detail]).toEqual([['Annuler'], '30 pour cent'])
    request.send(says.video(good))
    await shown.becomes('video', 'The video is ready.')
    expect(shown.video.ariaLabel).toBe('Vidéo')
  })

  it('says in other words what servers and clients say in English', async () => {
    const labels = { message: (message: string, code: string | null) => `[${code}] ${message}` }
    const of = async (part: object) => (await stage.show(part, { labels })).text
    const canceled = { videoId: 'vid_1', outcome: 'requested', message: 'Asked to stop.' }
    expect(await of({ error: 'No.', code: 'moderated' })).toBe('[moderated] No.')
    expect(await of({ error: 'No.' })).toBe('[null] No.')
    expect(await of({ type: 'VIDEO_CANCELED', data: canceled })).toBe('[requested] Asked to stop.')
    expect(await of({ type: 'VIDEO_PENDING', data: { message: 'Poll.' } })).toBe('[null] Poll.')

    const { shown, request } = await stage.follow({ labels })
    request.send(says.error('moderated', 'Not this.'))
    await shown.becomes('failed', '[moderated] Not this.')
    await shown.message.set({ labels: { message: () => 'Das geht nicht.' } })
    await shown.becomes('failed', 'Das geht nicht.')
  })

  it('keeps its own words where a label is undefined', async () => {
    const labels = { cancel: undefined, percent: undefined } as never
    const { shown } = await stage.follow({ labels })
    expect(shown.buttons).toEqual(['Cancel'])
  })

  it.each([undefined, null, {}, 'https://videos.example', 7])(
    'throws without a way to the server: %s',
    async (client) => {
      const showing = stage.show(PENDING, { client: client as never })
      await expect(showing).rejects.toMatchObject({
        code: 'invalid_options',
        message: expect.stringMatching(/^VideoMessage: the client .*fetchServerSentEvents\('\/api\/video'\)/),
      })
      complaints.length = 0
    },
  )
})

describeMessage('on a page', () => {
  it('has its style once, weaker than any rule of the page', async () => {
    const [first] = [await stage.show(PENDING), await stage.show(PENDING)]
    expect(document.adoptedStyleSheets).toHaveLength(1)
    expect(getComputedStyle(first.figure).maxWidth).toBe('600px')
    const style = document.createElement('style')
    style.id = 'page-style'
    style.textContent =
      '.reelstate-video { max-width: 200px } :root { --reelstate-video-radius: 3px; --reelstate-video-width: 300px }'
    document.head.append(style)
    expect(getComputedStyle(first.figure).maxWidth).toBe('200px')
    expect(getComputedStyle(first.figure).borderRadius).toBe('3px')
    style.textContent = '@layer reelstate-video, page; @layer page { .reelstate-video { max-width: 100px } }'
    expect(getComputedStyle(first.figure).maxWidth).toBe('100px')
    style.textContent = ':root { --reelstate-video-width: 300px }'
    expect(getComputedStyle(first.figure).maxWidth).toBe('300px')
  })

  it('has its style inside of a shadow root, too', async () => {
    const host = document.createElement('div')
    document.body.append(host)
    const root = host.attachShadow({ mode: 'open' })
    const { shown, request } = await stage.follow({ in: root })
    expect([root.adoptedStyleSheets.length, getComputedStyle(shown.figure).display]).toEqual([1, 'grid'])
    request.send(says.video(good))
    await shown.becomes('video')
  })

  it.each([
    ['light', '#fff', '#1b1b1f'],
    ['dark', '#121216', '#ececf1'],
  ])(
    'is free of accessibility violations in every state, on a %s page',
    async (_theme, background, color) => {
      Object.assign(document.body.style, { background, color, fontFamily: 'sans-serif' })
      const states = [
        [PENDING, 'pending'],
        [pendingPart({ progress: 40 }), 'pending'],
        [{ ...PENDING, data: { message: 'Poll to see it.' } }, 'text'],
        [videoPart(good), 'video'],
        [videoPart('javascript:0', { reference: 'ref-1' }), 'failed'],
        [{ type: 'VIDEO_CANCELED' }, 'canceled'],
      ] as const
      for (const [part, state] of states) await (await stage.show(part)).becomes(state)
      const requests = await stage.server.request(2).then(() => stage.server.requests)
      for (const request of requests) request.send(says.job(), says.waiting({ queuePosition: 2 }))
      await vi.waitFor(() => expect(document.querySelectorAll('button').length).toBeGreaterThan(2))
      const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } })
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`),
      ).toEqual([])
    },
  )
})
