import { byteplusWire } from './byteplus.js'
import { falWire } from './fal.js'
import { geminiWire } from './gemini.js'
import { lumaWire } from './luma.js'
import { openaiWire } from './openai.js'
import { openkbsWire } from './openkbs.js'
import { openrouterWire } from './openrouter.js'
import { replicateWire } from './replicate.js'
import { runwayWire } from './runway.js'
import type { Wire } from './wire.js'
import { xaiWire } from './xai.js'

/** Every provider that is emulated. */
export const WIRES: readonly Wire[] = [
  byteplusWire,
  falWire,
  geminiWire,
  lumaWire,
  openaiWire,
  openkbsWire,
  openrouterWire,
  replicateWire,
  runwayWire,
  xaiWire,
]

/** What is emulated, and by which of the vendors' own clients that was shown. */
export interface EmulatedApi extends Pick<Wire, 'provider' | 'basePath' | 'section' | 'verifiedBy'> {}

export const EMULATED_APIS: readonly EmulatedApi[] = WIRES.map(
  ({ provider, basePath, section, verifiedBy }) => ({ provider, basePath, section, verifiedBy }),
)
