import { createVideoClient, type VideoClient, type VideoClientOptions } from '@reelstate/core'
import { jobCreated, jobResult, jobStatus, runError } from '@reelstate/core/protocol'
import { type ScriptedTransport, scriptedTransport } from '@reelstate/core/testing'
import { cleanup, render, screen } from '@testing-library/vue'
import { afterEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import {
  type ComputedRef,
  computed,
  defineComponent,
  effectScope,
  h,
  KeepAlive,
  nextTick,
  reactive,
  ref,
  shallowRef,
  watchEffect,
} from 'vue'
import { useGenerateVideo, VideoError, type VideoGenerateResult } from './index.js'

const url = 'https://videos.example/1.mp4'
const job = (offers: { resume?: boolean; cancel?: boolean } = {}) => jobCreated({ jobId: 'job-1', ...offers })
const progress = (percent: number) => jobStatus({ jobId: 'job-1', status: 'processing', progress: percent })
const video = jobResult({ jobId: 'job-1', status: 'completed', url })

const Generator = defineComponent({
  props: { connection: { type: Object, required: true } },
  setup(props) {
    const { connection } = props as { connection: ScriptedTransport }
    const { phase, jobId, progress, result, error, isLoading, generate, stop } = useGenerateVideo({
      connection,
    })
    return { phase, jobId, progress, result, error, isLoading, generate, stop }
  },
  template: `
    <button :disabled="isLoading" @click="generate({ prompt: 'a dog' })">generate</button>
    <button @click="stop">stop</button>
    <output>{{ [phase, jobId, progress, result?.url, error?.code].join(' ') }}</output>`,
})

/** Shows a shared client's run and counts how often it was asked to. */
const Progress = defineComponent({
  props: { client: { type: Object, required: true } },
  setup(props) {
    const { phase, progress } = useGenerateVideo({ client: props.client as VideoClient })
    return () => h('output', `${phase.value} ${progress.value}`)
  },
})

const shown = () => screen.getByRole('status').textContent
const send = async (connection: ScriptedTransport, ...events: Parameters<typeof connection.last.send>) => {
  await connection.last.send(...events)
  await nextTick()
}

/** A composable in a scope of its own, as in a store. */
function inScope<T>(setup: () => T) {
  const scope = effectScope(true)
  return { scope, value: scope.run(setup) as T }
}

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

describe('a run in a component', () => {
  it('shows the job, its progress and the video', async () => {
    const connection = scriptedTransport()
    render(Generator, { props: { connection } })
    const button = screen.getByText('generate')
    expect(shown()).toBe('idle    ')
    button.click()
    button.click()
    await nextTick()
    expect(shown()).toBe('creating    ')
    expect(button).toHaveProperty('disabled', true)
    await send(connection, job(), progress(40))
    expect(shown()).toBe('polling job-1 40  ')
    await send(connection, video)
    expect(shown()).toBe(`success job-1 100 ${url} `)
    expect(connection.requests).toHaveLength(1)
  })

  it('is stopped by a method that is an event handler as it is', async () => {
    const connection = scriptedTransport()
    render(Generator, { props: { connection } })
    screen.getByText('generate').click()
    await send(connection, job({ cancel: true }))
    screen.getByText('stop').click()
    await vi.waitFor(() => expect(shown()).toBe('idle    '))
    expect(connection.canceled).toEqual(['job-1'])
  })

  it('shows an error', async () => {
    const connection = scriptedTransport()
    render(Generator, { props: { connection } })
    screen.getByText('generate').click()
    await send(connection, job(), runError(new VideoError('moderated', 'Not this.')))
    expect(shown()).toBe('error job-1   moderated')
  })
})

describe('the refs', () => {
  it('are readonly, one for each field of the state', () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    const { scope, value } = inScope(() => useGenerateVideo({ connection: scriptedTransport() }))
    const state = value.getState()
    for (const [field, current] of Object.entries(state)) {
      const fieldRef = value[field as keyof typeof state] as { value: unknown }
      expect(fieldRef.value, field).toBe(current)
      fieldRef.value = 'else'
      expect(fieldRef.value, field).toBe(current)
    }
    expectTypeOf(value.progress).toEqualTypeOf<ComputedRef<number | null>>()
    scope.stop()
  })

  it('run only the effects whose field changed', async () => {
    const connection = scriptedTransport()
    let [byResult, byProgress] = [0, 0]
    const { scope, value } = inScope(() => {
      const { result, progress, generate } = useGenerateVideo({ connection })
      watchEffect(() => [result.value, byResult++])
      watchEffect(() => [progress.value, byProgress++])
      return { generate }
    })
    value.generate({ prompt: 'a dog' })
    await send(connection, job())
    for (let percent = 1; percent <= 100; percent++) await send(connection, progress(Math.ceil(percent / 10)))
    expect([byResult, byProgress]).toEqual([1, 11])
    await send(connection, video)
    expect([byResult, byProgress]).toEqual([2, 12])
    scope.stop()
  })

  it('are current at once, before anything renders', () => {
    const { scope, value } = inScope(() => useGenerateVideo({ connection: scriptedTransport() }))
    value.generate({ prompt: 'a dog' })
    expect([value.status.value, value.isLoading.value]).toEqual(['generating', true])
    scope.stop()
  })

  it('hold what onResult returned, in value and in type', async () => {
    const connection = scriptedTransport()
    const { scope, value } = inScope(() =>
      useGenerateVideo({ connection, onResult: (made) => ({ source: made.url }) }),
    )
    expectTypeOf(value.result.value).toEqualTypeOf<{ source: string } | null>()
    const outcome = value.generate({ prompt: 'a dog' })
    await send(connection, job(), video)
    expect(value.result.value).toEqual({ source: url })
    expect(await outcome).toEqual({ outcome: 'success', result: { source: url } })
    scope.stop()
  })

  it('stay plain inside a reactive store', async () => {
    const connection = scriptedTransport()
    const { scope, value } = inScope(() => useGenerateVideo({ connection }))
    const store = reactive({ video: value })
    store.video.generate({ prompt: 'a dog' })
    await send(connection, job(), video)
    expect(store.video.result).toBe(value.getState().result)
    expect(store.video.actor.getSnapshot()).toBe(value.actor.getSnapshot())
    scope.stop()
  })
})

describe('options', () => {
  const told: string[] = []
  const named = (name: string, connection: ScriptedTransport): VideoClientOptions => ({
    connection,
    body: { from: name },
    onJobCreated: () => told.push(`${name} created`),
    onResult: () => void told.push(`${name} result`),
  })

  it.each(['a ref', 'a getter', 'a computed'])(
    'as %s are the latest ones at every request and callback',
    async (kind) => {
      told.length = 0
      const [first, second] = [scriptedTransport(), scriptedTransport()]
      const current = shallowRef(named('a', first))
      const { scope, value } = inScope(() => {
        if (kind === 'a ref') return useGenerateVideo(current)
        return useGenerateVideo(kind === 'a getter' ? () => current.value : computed(() => current.value))
      })
      value.generate({ prompt: 'a dog' })
      await send(first, job())
      current.value = named('b', second)
      await send(first, video)
      expect(told).toEqual(['a created', 'b result'])
      value.generate({ prompt: 'a cat' })
      expect(second.last.context.data).toEqual({ from: 'b', prompt: 'a cat' })
      scope.stop()
    },
  )

  it('keep the type of result through a getter', () => {
    const { scope, value } = inScope(() => {
      const connection = scriptedTransport()
      return useGenerateVideo(() => ({
        connection,
        onResult: (made: VideoGenerateResult) => made.url.length,
      }))
    })
    expectTypeOf(value.result.value).toEqualTypeOf<number | null>()
    expect(value.result.value).toBeNull()
    scope.stop()
  })

  it('that cannot work end as an error that says what to do', async () => {
    const connection = scriptedTransport()
    const outcomes = [{}, { connection, fetcher: async () => ({ jobId: '', url }) }, { connection }].map(
      (options) => {
        const { scope, value } = inScope(() => useGenerateVideo(options as never))
        return value.generate({ prompt: '' }).then(({ outcome }) => {
          const error = value.error.value
          scope.stop()
          return [outcome, value.status.value, error?.code, error?.message]
        })
      },
    )
    expect(await Promise.all(outcomes)).toEqual([
      ['error', 'error', 'invalid_options', expect.stringMatching(/neither/)],
      ['error', 'error', 'invalid_options', expect.stringMatching(/both/)],
      ['error', 'error', 'invalid_input', expect.stringMatching(/prompt/)],
    ])
    expect(connection.requests).toHaveLength(0)
  })
})

describe('leaving', () => {
  function start() {
    const connection = scriptedTransport()
    const client = createVideoClient({ connection })
    return { connection, client }
  }

  it('closes a stream that can be continued, and the next mount continues it', async () => {
    const { connection, client } = start()
    const view = render(Progress, { props: { client } })
    const outcome = client.generate({ prompt: 'a dog' })
    await send(connection, job({ resume: true }), progress(10))
    view.unmount()
    expect(await outcome).toEqual({ outcome: 'detached' })
    expect(connection.last.signal.aborted).toBe(true)
    expect(connection.canceled).toEqual([])
    render(Progress, { props: { client } })
    expect(connection.last.kind).toBe('resume')
    await send(connection, video)
    expect(shown()).toBe('success 100')
  })

  it('leaves a request that could not be continued to finish', async () => {
    const { connection, client } = start()
    const view = render(Progress, { props: { client } })
    client.generate({ prompt: 'a dog' })
    await send(connection, job(), progress(10))
    view.unmount()
    expect(connection.last.signal.aborted).toBe(false)
    await send(connection, video)
    expect(client.getState().status).toBe('success')
  })

  it('a KeepAlive closes the stream, and coming back continues it', async () => {
    const { connection, client } = start()
    const shows = ref(true)
    render(() => h(KeepAlive, () => (shows.value ? h(Progress, { client }) : h('p'))))
    client.generate({ prompt: 'a dog' })
    await send(connection, job({ resume: true }), progress(10))
    expect(shown()).toBe('polling 10')
    shows.value = false
    await nextTick()
    expect(connection.last.signal.aborted).toBe(true)
    shows.value = true
    await nextTick()
    expect(connection.requests.map(({ kind }) => kind)).toEqual(['create', 'resume'])
    await send(connection, progress(60))
    expect(shown()).toBe('polling 60')
  })

  it('one of two components that share a client changes nothing for the other', async () => {
    const { connection, client } = start()
    const other = render(Progress, { props: { client } })
    other.unmount()
    const one = render(Progress, { props: { client } })
    render(Progress, { props: { client }, container: document.body.appendChild(document.createElement('p')) })
    client.generate({ prompt: 'a dog' })
    await send(connection, job({ resume: true }), progress(10))
    one.unmount()
    expect(connection.last.signal.aborted).toBe(false)
    await send(connection, progress(20))
    expect(shown()).toBe('polling 20')
  })

  it('a component does not end a store that was set up in it', async () => {
    const connection = scriptedTransport()
    const scope = effectScope(true)
    let store: ReturnType<typeof useGenerateVideo> | undefined
    const view = render(
      defineComponent(() => {
        store ??= scope.run(() => useGenerateVideo({ connection }))
        return () => h('output', `${store?.phase.value} ${store?.progress.value}`)
      }),
    )
    store?.generate({ prompt: 'a dog' })
    await send(connection, job({ resume: true }), progress(10))
    expect(shown()).toBe('polling 10')
    view.unmount()
    expect(connection.last.signal.aborted).toBe(false)
    await send(connection, progress(20))
    expect(store?.progress.value).toBe(20)
    scope.stop()
    expect(connection.last.signal.aborted).toBe(true)
  })

  it('works outside of any scope', async () => {
    const warn = vi.spyOn(console, 'warn')
    const connection = scriptedTransport()
    const video = useGenerateVideo({ connection })
    video.generate({ prompt: 'a dog' })
    await send(connection, job(), progress(10))
    expect(video.progress.value).toBe(10)
    expect(warn).not.toHaveBeenCalled()
  })
})
