import type { VideoClient, VideoGenerateInput } from '@reelstate/core'

/** What the lab gives to every UI. */
export interface UiProps {
  /** The run that all UIs of the page show. */
  client: VideoClient
  /** What its Generate button orders. */
  input: VideoGenerateInput
}

/** A UI of the lab: shows a client's run in an element, until the returned function is called. */
export interface UiModule {
  mountUi(target: HTMLElement, props: UiProps): () => void
}

export interface Ui {
  framework: string
  /** How its component gets at the run. */
  call: string
  color: string
  load: () => Promise<UiModule>
}

/** The cards of the page, in their order. Yours is one more line. */
export const UIS: readonly Ui[] = [
  {
    framework: 'React',
    call: 'useGenerateVideo({ client })',
    color: '#149eca',
    load: () => import('./react-ui.js'),
  },
  {
    framework: 'Vue',
    call: 'useGenerateVideo({ client })',
    color: '#42b883',
    load: () => import('./mount-vue-ui.js'),
  },
  {
    framework: 'Svelte',
    call: 'createGenerateVideo({ client })',
    color: '#ff3e00',
    load: () => import('./mount-svelte-ui.js'),
  },
]
