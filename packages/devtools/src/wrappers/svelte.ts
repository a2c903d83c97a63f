import { reelstateDevtools as devtools } from './svelte-production.js'

export type { DevtoolsProps } from './mount-panel.js'

/**
 * `<div use:reelstateDevtools={{ client }}></div>`: the devtools of a client while the app is developed. In a production
 * build the element stays empty, and the build has none of their code; `@reelstate/devtools/svelte/production` is there
 * as well.
 */
export const reelstateDevtools: typeof devtools =
  process.env.NODE_ENV === 'production' ? () => undefined : devtools
