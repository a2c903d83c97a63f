import type { Attributes } from '@opentelemetry/api'
import type { EventJob, VideoEvent } from '../jobs/video-event.js'
import { isEnded } from '../jobs/video-job.js'

type ProviderCall = Extract<VideoEvent, { name: 'provider.call' }>
type HttpRequest = Extract<VideoEvent, { name: 'http.request' }>
type StateChange = Extract<VideoEvent, { name: 'job.state' }>

/** The conventions know no other word for making a video; what only asks about one is named as it is. */
export const operationOf = ({ call }: ProviderCall): string => (call === 'create' ? 'generate_content' : call)

/** Which provider and model a job is for: few enough values for a metric. */
export const modelAttributes = ({ adapter, model }: EventJob): Attributes => ({
  'gen_ai.provider.name': adapter,
  'gen_ai.request.model': model,
})

export const callAttributes = (event: ProviderCall): Attributes => ({
  ...modelAttributes(event),
  'gen_ai.operation.name': operationOf(event),
  ...(event.outcome !== 'ok' && { 'error.type': event.outcome }),
})

/** The methods that the conventions know; any other may be a caller's invention, and would be a metric of its own. */
const METHODS = ['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE']

export const httpAttributes = ({ method, route, status }: HttpRequest): Attributes => ({
  'http.request.method': METHODS.includes(method) ? method : '_OTHER',
  'http.route': route,
  'http.response.status_code': status,
  // What a caller did wrong is no error of the server.
  ...(status >= 500 && { 'error.type': `${status}` }),
})

/** How a job ended, for an event that says that it did. */
export const endAttributes = (event: StateChange): Attributes => ({
  ...modelAttributes(event),
  'reelstate.job.state': event.to,
  ...(event.code && { 'error.type': event.code }),
})

/** Whether this is the end of a job, as far as one sees now: an expired one may be followed on, and end again. */
export const isEnd = ({ to, code }: StateChange): boolean =>
  isEnded({ state: to, error: code && { code, message: '' } })
