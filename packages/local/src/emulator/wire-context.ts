import { serveVideo } from '../serve-video.js'
import type { EmulatedJob } from './emulator-job.js'
import type { EmulatorState } from './emulator-state.js'
import { refuseCreate } from './refuse-create.js'
import { isScenarioName, type ScenarioName, scenarioIn, unknownScenario } from './scenarios.js'
import { type Wire, type WireContext, WireError, type WireOrder } from './wires/wire.js'

/** A link is valid as long as the emulator runs. */
const CACHED_MS = 3_600_000

export interface CallContext extends WireContext {
  /** The job that this call created. */
  created: EmulatedJob | undefined
}

/** What one call of a wire sees of the emulator; `publicUrl` is where its client finds the emulator. */
export function createWireContext(
  state: EmulatorState,
  wire: Wire,
  request: Request,
  publicUrl: string,
): CallContext {
  const { provider } = wire
  const context: CallContext = {
    created: undefined,
    webhookSecret: state.secretOf(wire),

    create(order) {
      const scenario = chooseScenario(
        order.prompt,
        request.headers.get('x-emulator-scenario'),
        state.scenario,
      )
      refuseCreate(scenario, state.isFirst(wire, scenario, order.prompt))
      const webhookUrl = checkWebhookUrl(order)
      const job = state.jobs.add(provider, scenario, order)
      state.log(`${provider}: job ${job.id} created, ${job.seconds} s ${job.size}, scenario ${scenario}`)
      if (webhookUrl !== undefined && wire.webhook) state.sendWebhooks(job, wire, webhookUrl, publicUrl)
      context.created = job
      return job
    },

    find: (id) => state.jobs.find(provider, id),

    get(id) {
      const job = id === undefined ? undefined : context.find(id)
      if (!job) throw new WireError('not_found', `There is no job with the id ${JSON.stringify(id ?? '')}.`)
      return job
    },

    list: () => state.jobs.list(provider),

    cancel(job) {
      const outcome = state.jobs.cancel(job)
      state.log(
        `${provider}: job ${job.id} ${outcome === 'canceled' ? outcome : 'could not be canceled any more'}`,
      )
      return outcome
    },

    remove: (job) => state.jobs.remove(job),

    async content(job, asked) {
      const video = await state.jobs.video(job)
      return serveVideo(asked, { ...video, expiresAt: new Date(Date.now() + CACHED_MS) })
    },

    link: (job) => `${publicUrl}${state.links.create(job.id)}`,
  }
  return context
}

function chooseScenario(prompt: string, header: string | null, otherwise: ScenarioName): ScenarioName {
  const name = scenarioIn(prompt) ?? header ?? otherwise
  if (isScenarioName(name)) return name
  throw new WireError('invalid_input', unknownScenario(name), { param: 'prompt' })
}

function checkWebhookUrl({ webhookUrl }: WireOrder): string | undefined {
  if (webhookUrl === undefined) return undefined
  if (URL.canParse(webhookUrl) && /^https?:$/.test(new URL(webhookUrl).protocol)) return webhookUrl
  throw new WireError('invalid_input', `The webhook URL ${JSON.stringify(webhookUrl)} is no HTTP URL.`)
}
