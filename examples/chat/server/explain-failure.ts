import { APICallError, RetryError } from 'ai'

/** What to tell people when an LLM did not answer. The provider's own words stay in the log: they may show a part of the key. */
export function explainFailure(thrown: unknown): string {
  const error = RetryError.isInstance(thrown) ? thrown.lastError : thrown
  console.error('The LLM did not answer:', error instanceof Error ? error.message : error)
  const status = APICallError.isInstance(error) ? error.statusCode : undefined
  if (status === 401 || status === 403) {
    return 'The LLM refused the key of this server. Check it, and start the server again.'
  }
  if (status === 404) return 'The LLM does not have this model. Name another one with LLM_MODEL.'
  if (status === 429) return 'The LLM was asked too often, or its quota is used up. Try again in a minute.'
  return `The LLM did not answer${status === undefined ? '' : ` (${status})`}. Try again.`
}
