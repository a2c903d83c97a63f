import type { ScenarioName } from './scenarios.js'
import { WireError } from './wires/wire.js'

/**
 * Throws the error with which a scenario refuses a create. `isFirst` is whether this prompt was not asked for
 * before in this scenario.
 */
export function refuseCreate(scenario: ScenarioName, isFirst: boolean): void {
  switch (scenario) {
    case 'rate-limit-create':
      if (isFirst) throw rateLimited()
      return
    case 'rate-limit-always':
      throw rateLimited()
    case 'create-500':
      throw new WireError('server_error', 'The server had an error while processing your request.')
    case 'moderated-create':
      throw new WireError('moderated', 'Your request was blocked by our moderation system.', {
        param: 'prompt',
      })
    case 'unavailable':
      throw new WireError('unavailable', 'The video generation API has been shut down.')
    case 'unauthorized':
      throw new WireError('unauthorized', 'Incorrect API key provided.')
    default:
  }
}

export const rateLimited = () =>
  new WireError('rate_limited', 'Rate limit reached. Please try again in 1 s.', { retryAfter: 1 })
