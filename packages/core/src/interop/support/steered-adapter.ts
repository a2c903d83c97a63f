import { scriptedAdapter } from '../../../../server/src/support/scripted-adapter.js'

/** A provider of our server that is as far as the test says. */
export function steeredAdapter() {
  const state = { progress: 10, isReady: false, polls: 0 }
  const adapter = scriptedAdapter()
  adapter.getVideoStatus = async (jobId) => {
    state.polls++
    return state.isReady
      ? { jobId, status: 'completed', progress: 100 }
      : { jobId, status: 'processing', progress: state.progress }
  }
  return { adapter, state }
}
