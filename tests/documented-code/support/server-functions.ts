// What a page imports in the place of the server functions: TanStack Start's compiler makes calls over HTTP of them.

/** Where the server functions are served, each by its name. */
export const SERVER_FUNCTIONS = '/server-functions/'

type ServerFunction = (call: { data: never }) => Promise<unknown>

export const generateVideoFn =
  callOverHttp<typeof import('../server/direct-mode.js').generateVideoFn>('generateVideoFn')

export const generateVideoStreamFn =
  callOverHttp<typeof import('../server/streaming-server-function.js').generateVideoStreamFn>(
    'generateVideoStreamFn',
  )

function callOverHttp<TFunction extends ServerFunction>(name: string): TFunction {
  const call: ServerFunction = async ({ data }) => {
    const response = await fetch(SERVER_FUNCTIONS + name, { method: 'POST', body: JSON.stringify(data) })
    if (response.headers.get('Content-Type')?.includes('event-stream')) return response
    const answer = await response.json()
    if (!response.ok) throw new Error(answer.message)
    return answer
  }
  return call as TFunction
}
