import { randomBytes } from 'node:crypto'
import { controlPage } from './control-page.js'
import { snapshotOf } from './emulator-jobs.js'
import type { EmulatorState } from './emulator-state.js'
import { isScenarioName, unknownScenario } from './scenarios.js'
import type { Wire } from './wires/wire.js'

const MAX_LISTED = 100

/** Answers what belongs to no wire: the control page, and the scenario that plays. */
export async function answerControl(
  state: EmulatorState,
  wires: readonly Wire[],
  request: Request,
): Promise<Response> {
  const { pathname, origin } = new URL(request.url)
  switch (`${request.method} ${pathname}`) {
    case 'GET /':
      return page(state, wires, origin)
    case 'GET /_emulator/state':
      return Response.json(listState(state), { headers: { 'cache-control': 'no-store' } })
    case 'POST /_emulator/scenario':
      return setScenario(state, request)
    default:
      return refuse(404, `There is no ${request.method} ${pathname} here. See ${origin}/ for what there is.`)
  }
}

function page(state: EmulatorState, wires: readonly Wire[], origin: string): Response {
  const nonce = randomBytes(16).toString('base64')
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': `default-src 'none'; img-src data:; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    'x-content-type-options': 'nosniff',
  }
  return new Response(controlPage({ scenario: state.scenario, wires, origin, nonce }), { headers })
}

function listState(state: EmulatorState) {
  const jobs = state.jobs.all().slice(-MAX_LISTED).reverse().map(snapshotOf)
  return {
    scenario: state.scenario,
    jobs: jobs.map(({ id, provider, model, prompt, scenario, createdAt, state: now, progress }) => {
      return { id, provider, model, prompt, scenario, createdAt, state: now, progress }
    }),
  }
}

/** JSON `{ name }`, or the form of the page. */
async function setScenario(state: EmulatorState, request: Request): Promise<Response> {
  const isJson = /^application\/json\b/i.test(request.headers.get('content-type') ?? '')
  // Another site can send a form here, but no JSON: for that, its browser would ask first.
  if (!isJson && !isFromItself(request)) return refuse(403, 'Send JSON, or the form of the control page.')
  const name = await readName(request, isJson)
  if (!isScenarioName(name)) return refuse(400, unknownScenario(name))
  state.scenario = name
  state.log(`scenario ${name}`)
  return isJson
    ? Response.json({ scenario: name })
    : new Response(null, { status: 303, headers: { location: '/' } })
}

function isFromItself({ headers, url }: Request): boolean {
  return headers.get('origin') === new URL(url).origin
}

async function readName(request: Request, isJson: boolean): Promise<string> {
  try {
    if (!isJson) return `${(await request.formData()).get('name') ?? ''}`
    const body: unknown = await request.json()
    return typeof body === 'object' && body !== null && 'name' in body ? `${body.name}` : ''
  } catch {
    return ''
  }
}

function refuse(status: number, message: string): Response {
  return Response.json({ error: { message } }, { status })
}
