import { answerJson, badRequest } from './answers.js'
import { preflight } from './check-origin.js'
import { createRoute } from './create-route.js'
import type { Asked, HandlerContext } from './handler-context.js'
import { healthRoute } from './health-route.js'
import { cancelJobRoute, listJobs, readJob, readJobs } from './job-routes.js'
import { hydrateThread } from './peer-routes.js'
import { videoRoute } from './video-route.js'
import { webhookRoute } from './webhook-route.js'

export interface Route {
  /** For logs and metrics. */
  name: string
  /** Whether it changes something, so that another site must not send it. */
  isChange?: boolean
  /** Whether a signature in the URL says enough, or nothing is told of anybody. */
  isOpen?: boolean
  answer(context: HandlerContext, asked: Asked): Response | Promise<Response>
}

const ALLOWED = 'GET, HEAD, POST, DELETE, OPTIONS'

/** The first that fits answers. `HEAD` is for what has a size worth knowing; a stream would be opened for nobody. */
const ROUTES: readonly (Route & { methods: string; query?: readonly string[] })[] = [
  { name: 'video', methods: 'GET HEAD', query: ['video'], isOpen: true, answer: videoRoute },
  { name: 'webhook', methods: 'POST', query: ['webhook'], isOpen: true, answer: webhookRoute },
  { name: 'create', methods: 'POST', isChange: true, answer: createRoute },
  {
    name: 'cancel',
    methods: 'DELETE',
    query: ['ref', 'key', 'runId'],
    isChange: true,
    answer: cancelJobRoute,
  },
  { name: 'preflight', methods: 'OPTIONS', isOpen: true, answer: preflight },
  { name: 'read', methods: 'GET', query: ['ref', 'key', 'runId'], answer: readJob },
  { name: 'read many', methods: 'GET', query: ['jobs'], answer: readJobs },
  { name: 'hydrate', methods: 'GET', query: ['threadId'], answer: hydrateThread },
]
const HEALTH: Route = { name: 'health', isOpen: true, answer: healthRoute }
const LIST: Route = { name: 'list', answer: listJobs }
const OTHER: Route = { name: 'other', isOpen: true, answer: refuseMethod }

/** What a request asks for. Throws a `VideoError` `invalid_input` for what nothing here answers. */
export function findRoute(method: string, { pathname, searchParams }: URL): Route {
  const isRead = method === 'GET' || method === 'HEAD'
  if (isRead && pathname.endsWith('/health')) return HEALTH
  const matching = ROUTES.filter(({ methods }) => methods.split(' ').includes(method))
  const route = matching.find(({ query }) => !query || query.some((name) => searchParams.has(name)))
  if (route) return route
  if (method === 'DELETE') throw badRequest('Nothing says which job to stop. Send its reference as ?ref=.')
  if (method !== 'GET') return OTHER
  const [unknown] = [...searchParams.keys()].filter((name) => name !== 'limit' && name !== 'before')
  if (unknown === undefined) return LIST
  throw badRequest(
    `The query "${unknown.slice(0, 40)}" is none of this handler's. ` +
      'Use ref, key, runId, jobs, threadId, video, limit or before.',
  )
}

function refuseMethod(_: HandlerContext, { request }: Asked): Response {
  const message = `${request.method} is not possible here. Use one of ${ALLOWED}.`
  return answerJson({ error: { code: 'invalid_input', message } }, 405, { Allow: ALLOWED })
}
