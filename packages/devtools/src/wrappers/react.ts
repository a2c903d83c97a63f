import { ReelstateDevtools as Devtools } from './react-production.js'

export type { DevtoolsProps } from './mount-panel.js'

/**
 * `<ReelstateDevtools client={client} />`: the devtools of a client while the app is developed. In a production build it
 * renders nothing, and the build has none of their code; `@reelstate/devtools/react/production` is there as well.
 */
export const ReelstateDevtools: typeof Devtools =
  process.env.NODE_ENV === 'production' ? () => null : Devtools
