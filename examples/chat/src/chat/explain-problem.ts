import { APICallError } from 'ai'

/** Why no answer came, for whoever can do something about it. */
export function explainProblem(thrown: unknown): string {
  if (APICallError.isInstance(thrown)) {
    const { statusCode, responseBody = '' } = thrown
    const isText = responseBody.length > 0 && responseBody.length < 300 && !responseBody.includes('<')
    return `The server answered with ${statusCode}${isText ? `: ${responseBody}` : '.'}`
  }
  // What fetch throws where there is no answer at all; its words differ from browser to browser.
  if (thrown instanceof TypeError) return 'The server cannot be reached. Is it running?'
  return thrown instanceof Error ? thrown.message : 'The LLM did not answer.'
}
