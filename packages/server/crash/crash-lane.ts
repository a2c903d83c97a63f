import type { JobView } from '../src/jobs/job-view.js'
import { balance } from './balance.js'
import type { CrashPoint } from './crash-at.js'
import type { CrashScenario } from './crash-scenarios.js'
import type { InstanceOrder, InstancePlan, InstanceReport } from './instance.js'
import type { StorePlan } from './open-store.js'
import { startProcess, type TestProcess } from './start-process.js'
import type { Stage } from './start-stage.js'
import { openBrowser } from './test-browser.js'

/** What became of a job whose instance was killed. */
export interface CrashRun {
  /** Whether the instance came to the point. Where it did not, it was killed in the end all the same. */
  isReached: boolean
  /** How the other instance found the job; undefined where it was never stored. */
  found: JobView['state'] | undefined
  end: JobView
  bills: number
  /** From the kill to the job's end, in ms. */
  resumedMs: number
}

/** A store, an instance on it that lives, and others that are killed, one after the other. */
export interface CrashLane {
  /** The calls that an instance makes on the way where nobody is killed, in their order. */
  trace(scenario: CrashScenario): Promise<string[]>
  run(scenario: CrashScenario, point: CrashPoint): Promise<CrashRun>
  close(): Promise<void>
}

/** How long a killed instance keeps its jobs from the others, in ms. */
const LEASE = 1_000

/**
 * How often a page looks at its job and a worker for something to do depends on the time; the end is not on the way; and
 * that a job costs something after it was stopped is found out a minute later.
 */
const UNSTEADY = /^store\.(find|close|claim ([3-9]|\d\d)|get ([3-9]|\d\d)|save lease [2-9]|save canceled\S* )/

export async function openCrashLane(
  { instanceFile, provider, bills }: Stage,
  store: StorePlan,
): Promise<CrashLane> {
  let mortal: Instance | undefined
  let survivor: Instance | undefined
  const balancer = await balance(() =>
    [mortal, survivor].flatMap((one) => (one && !one.isGone ? [portOf(one)] : [])),
  )
  const plan: InstancePlan = { store, provider, webhookUrl: balancer.url, leaseMs: LEASE, port: 0 }
  const start = (more: Partial<InstancePlan> = {}) =>
    startProcess<InstanceReport>(instanceFile, { ...plan, ...more })
  survivor = await start()
  const order = (to: InstanceOrder) => survivor?.tell(to)

  /** Alone: the other would outrun it now and then, and which call it dies in would be chance. */
  async function startMortal({ cancelIn }: CrashScenario, crash?: CrashPoint): Promise<Instance> {
    order('rest')
    mortal = await start({ from: cancelIn === undefined ? 'POST' : 'DELETE', ...(crash && { crash }) })
    balancer.cut()
    return mortal
  }

  function play({ name, offers, script, cancelIn }: CrashScenario) {
    const key = crypto.randomUUID()
    const prompt = `${name} ${key}`
    const browser = openBrowser(balancer.url, key)
    async function toItsEnd(): Promise<JobView> {
      await browser.order({ prompt, adapter: offers, modelOptions: script })
      if (cancelIn !== undefined) {
        await browser.until(({ state, ended }) => state === cancelIn || ended)
        await browser.cancel()
      }
      return browser.until(({ ended }) => ended)
    }
    return {
      end: toItsEnd(),
      /** With a version of its own: an answer to the page may overtake this one's. */
      look: openBrowser(balancer.url, key).look,
      bills: async () => (await bills(prompt)).length,
    }
  }

  return {
    async trace(scenario) {
      const instance = await startMortal(scenario)
      await play(scenario).end
      await instance.kill('SIGTERM')
      const calls = instance.lines.flatMap((line) => ('call' in line ? [line.call] : []))
      return calls.filter((call) => !UNSTEADY.test(call))
    },
    async run(scenario, point) {
      const instance = await startMortal(scenario, point)
      const job = play(scenario)
      await Promise.race([instance.exited, job.end.catch(() => {})])
      const isReached = instance.isGone
      await instance.kill('SIGKILL')
      order('work')
      const killedAt = Date.now()
      const found = (await job.look())?.state
      const end = await job.end
      const resumedMs = Date.now() - killedAt
      return { isReached, found, end, bills: await job.bills(), resumedMs }
    },
    async close() {
      await survivor.kill('SIGTERM')
      await balancer.close()
    },
  }
}

type Instance = TestProcess<InstanceReport>

function portOf({ ready }: Instance): number {
  if ('url' in ready) return Number(new URL(ready.url).port)
  throw new Error(`The instance said ${JSON.stringify(ready)} before its URL.`)
}
