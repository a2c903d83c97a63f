import type { VideoClient } from '@reelstate/core'

/** A change of a binding's source: what stands there, and what is put in its place. */
export type Edit = readonly [from: string, to: string]

export interface PlantedFault {
  /** The behaviour that must not hold with it. */
  caughtBy: string
  react: Edit
  vue: Edit
  svelte: Edit
}

type Client = VideoClient<never>

/** A fault in the client, as a binding gets it: the same for all three. */
function inClient(caughtBy: string, spoil: (client: Client) => Partial<Client>): PlantedFault {
  const made = 'createVideoClient<TTransformed>('
  const spoiled = `(((source) => { const client = createVideoClient(source); return { ...client, ...(${spoil})(client) } }))(`
  const edit: Edit = [made, spoiled]
  return { caughtBy, react: edit, vue: edit, svelte: edit }
}

/** What goes wrong in bindings, planted on purpose: a suite that lets one of these pass is worth nothing. */
export const PLANTED_FAULTS: Record<string, PlantedFault> = {
  'options of the first render for ever': {
    caughtBy: 'calls the callbacks of its latest options',
    react: ['    latest.current = options\n', ''],
    vue: ['() => toValue(options)', '((given) => () => given)(toValue(options))'],
    svelte: [
      'createVideoClient<TTransformed>(options)',
      'createVideoClient<TTransformed>(((given) => () => given)(options()))',
    ],
  },
  'a shared client that is passed over': {
    caughtBy: 'shows the client that it is given',
    react: ["'client' in options ? options.client : own", 'own'],
    vue: ["'client' in options ? options.client :", ''],
    svelte: ["'client' in options ? options.client :", ''],
  },
  'a page that does not say that it is there': {
    caughtBy: 'goes on in the next component with the same client',
    react: ['useEffect(() => shown.attach(), [shown])', ''],
    vue: ['  enter()\n', ''],
    svelte: ['onMount(attach)', ''],
  },
  'a page that does not say that it goes': {
    caughtBy: 'closes a stream that can be continued when it goes, and the job goes on',
    react: ['useEffect(() => shown.attach(), [shown])', 'useEffect(() => void shown.attach(), [shown])'],
    vue: ['    unsubscribe()\n    leave()\n', '    unsubscribe()\n'],
    svelte: ['onMount(attach)', 'onMount(() => void attach())'],
  },
  'a subscription that is never given up': {
    caughtBy: 'leaves nothing behind: nobody follows a client that no page shows',
    react: ['return shown.subscribe(', 'void shown.subscribe('],
    vue: ['    unsubscribe()\n    leave()\n', '    leave()\n'],
    svelte: ['    return subscribe(() => {', '    void subscribe(() => {'],
  },
  'a job that is stopped with its page': {
    caughtBy: 'closes a stream that can be continued when it goes, and the job goes on',
    react: [
      'useEffect(() => shown.attach(), [shown])',
      'useEffect(() => { const leave = shown.attach(); return () => { shown.stop(); leave() } }, [shown])',
    ],
    vue: [
      "  if (typeof window !== 'undefined') {",
      "  onScopeDispose(() => shown.stop())\n  if (typeof window !== 'undefined') {",
    ],
    svelte: [
      '  attachWhileShown(shown)\n',
      '  attachWhileShown(shown)\n  onMount(() => () => shown.stop())\n',
    ],
  },
  'a client that is disposed of with one of its pages': {
    caughtBy: 'changes nothing for another component when it goes',
    react: [
      'useEffect(() => shown.attach(), [shown])',
      'useEffect(() => { const leave = shown.attach(); return () => { leave(); shown.dispose() } }, [shown])',
    ],
    vue: [
      "  if (typeof window !== 'undefined') {",
      "  onScopeDispose(() => shown.dispose())\n  if (typeof window !== 'undefined') {",
    ],
    svelte: [
      '  attachWhileShown(shown)\n',
      '  attachWhileShown(shown)\n  onMount(() => () => shown.dispose())\n',
    ],
  },
  'the first state for ever': {
    caughtBy: 'shows a run from the click on, field by field',
    react: ['return shown.subscribe(', 'return ((_listener) => () => {})('],
    vue: ['      state.value = shown.getState() as TState\n', ''],
    svelte: ['    track()\n', ''],
  },
  'fields as they were when they were painted': {
    caughtBy: 'has the current value in every field at once, before anything is painted',
    react: ['Reflect.get({ ...all, ...shown.getState() }, field)', 'Reflect.get(all, field)'],
    vue: [
      '      state.value = shown.getState() as TState\n',
      '      setTimeout(() => (state.value = shown.getState()))\n',
    ],
    svelte: [
      '      return getState()[field]\n',
      "      const now = getState()[field]\n      const was = 'was' in get ? get.was : now\n      queueMicrotask(() => (get.was = now))\n      return was\n",
    ],
  },
  'fields that anybody may change': {
    caughtBy: 'has fields that nobody can change',
    react: [
      'Reflect.get({ ...all, ...shown.getState() }, field)',
      'Reflect.get({ ...shown.getState(), ...all }, field)',
    ],
    vue: [
      'computed(() => state.value[field])',
      'computed({ get: () => state.value[field], set: (value) => { state.value = { ...state.value, [field]: value } } })',
    ],
    svelte: [
      '{ enumerable: true, get }',
      '{ enumerable: true, configurable: true, get, set: (value) => Object.defineProperty(all, field, { value }) }',
    ],
  },
  'markup for every change': {
    caughtBy: 'makes markup once for a whole run where it shows only the result',
    react: ['if ([...read].some((field) => state[field] !== last[field])) render()', 'render()'],
    vue: ['computed(() => state.value[field])', '({ get value() { return state.value[field] } })'],
    svelte: ['if (changed) update()', 'update()'],
  },
  'a stop that tells only the page': inClient(
    'stops by a button whose handler is the method, at once and at the provider',
    ({ dispose }) => ({ stop: dispose }),
  ),
  'a reset that leaves the run going': inClient(
    'forgets everything by reset, also during a run',
    ({ refreshResult }) => ({
      reset: refreshResult,
    }),
  ),
  'a retry that orders anew': inClient(
    'tries again with the same key where the answer to an order was lost',
    ({ generate, getState }) => ({
      retry: () => generate(getState().input as never),
    }),
  ),
  'methods that need their object': inClient(
    'stops by a button whose handler is the method, at once and at the provider',
    ({ stop }) => ({
      stop: function (this: { getState(): unknown }) {
        this.getState()
        stop()
      },
    }),
  ),
  'a second click that replaces the first': inClient(
    'refuses a second order while one runs',
    ({ stop, generate }) => ({
      generate: (input) => {
        stop()
        return generate(input)
      },
    }),
  ),
  'a promise that is never kept': inClient('tells what a generate came to', ({ generate }) => ({
    generate: (input) => {
      void generate(input)
      return new Promise(() => {})
    },
  })),
  'a resume that orders': inClient('follows a job that exists, and creates none', ({ generate }) => ({
    resume: (reference) => generate({ prompt: reference }),
  })),
  'a start that nobody asked for': inClient(
    'begins idle, with the empty value of every field',
    ({ generate }) => {
      void generate({ prompt: 'unasked' })
      return {}
    },
  ),
}
