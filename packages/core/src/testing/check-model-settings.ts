import { nameOfValue } from '../chart/machine-shape.js'
import type { Fault, ModelServerSettings } from './model-server.js'

/** The settings that are times or sizes, and the least that each may be. */
const LEAST = {
  workMs: 0,
  queueMs: 0,
  newsMs: 1,
  urlLastsMs: 0,
  latencyMs: 0,
  chunkSize: 1,
  heartbeatMs: 0,
} satisfies { [TKey in keyof ModelServerSettings]?: number }

const KINDS = [
  'none',
  'network',
  'status',
  'html',
  'cut',
  'noise',
  'stale',
  'unsure',
] satisfies Fault['kind'][]
const CUTS = ['error', 'end', 'stall']

/** Throws a `TypeError` that names a setting which no server can have. */
export function checkModelSettings(settings: ModelServerSettings): void {
  for (const [name, least] of Object.entries(LEAST)) {
    const value = settings[name as keyof typeof LEAST]
    if (value === undefined || (value >= least && value < Number.POSITIVE_INFINITY)) continue
    throw refusal(name, `a number from ${least} up`, value)
  }
  const { faults = [], endings = [] } = settings
  for (const [at, fault] of faults.entries()) checkFault(`faults[${at}]`, fault)
  for (const [at, ending] of endings.entries()) {
    const { code, message } = Object(ending) as { code?: unknown; message?: unknown }
    const isVerdict = typeof code === 'string' && typeof message === 'string'
    if (ending !== 'video' && !isVerdict)
      throw refusal(`endings[${at}]`, "'video' or { code, message }", ending)
  }
}

export function checkFault(name: string, fault: unknown): void {
  const { kind, how, bytes, status } = Object(fault) as Record<string, unknown>
  if (!KINDS.some((known) => known === kind))
    throw refusal(`${name}.kind`, `one of ${KINDS.join(', ')}`, kind)
  if (kind === 'cut' && !CUTS.some((known) => known === how))
    throw refusal(`${name}.how`, `one of ${CUTS.join(', ')}`, how)
  if (kind === 'cut' && !(Number(bytes) >= 0)) throw refusal(`${name}.bytes`, 'a number from 0 up', bytes)
  if (kind === 'status' && !(Number(status) >= 200 && Number(status) < 600))
    throw refusal(`${name}.status`, 'an HTTP status', status)
}

const refusal = (name: string, wanted: string, value: unknown) =>
  new TypeError(`createModelServer(): ${name} is ${wanted}; it got ${nameOfValue(value)}.`)
