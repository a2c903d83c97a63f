import { ReelstateDevtools as Devtools } from './vue-production.js'

export type { DevtoolsProps } from './mount-panel.js'

/**
 * `<ReelstateDevtools :client="client" />`: the devtools of a client while the app is developed. In a production build it
 * renders nothing, and the build has none of their code; `@reelstate/devtools/vue/production` is there as well.
 */
export const ReelstateDevtools =
  process.env.NODE_ENV === 'production' ? ((() => null) as unknown as typeof Devtools) : Devtools
