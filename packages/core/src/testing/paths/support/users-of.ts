import type { VideoClient } from '../../../video-client.js'
import type { VideoDrivers } from '../drive-path.js'

/** What people do, without a page. */
export const usersOf = ({
  generate,
  stop,
  reset,
  retry,
  resume,
  refreshResult,
}: VideoClient): VideoDrivers => ({
  generate: () => void generate({ prompt: 'A red fox in the snow' }),
  stop,
  reset,
  retry: () => void retry(),
  resume: () => void resume('job-1'),
  refresh: refreshResult,
})
