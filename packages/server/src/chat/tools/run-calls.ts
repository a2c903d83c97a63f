import * as z from 'zod'
import type { VideoMessagePart } from '../message-part.js'
import { forModel } from './message-parts.js'
import type { VideoTool } from './video-tool.js'

/** A call as an API hands it over. */
export interface ApiCall {
  id: string
  name: string
  /** As an object, or as the JSON of one. */
  input: unknown
}

/** A call that was carried out. */
export interface CallOutcome {
  id: string
  /** For the page. */
  part: VideoMessagePart
  /** For the LLM: JSON. */
  text: string
  isError: boolean
}

export interface RunOptions {
  /** Ends a wait for a video. What was ordered goes on. */
  signal?: AbortSignal | undefined
}

/** Carries out the calls that are of these tools, all at once; calls of others are left out. */
export async function runCalls(
  tools: readonly VideoTool[],
  calls: readonly ApiCall[],
  { signal }: RunOptions = {},
): Promise<CallOutcome[]> {
  const counts = new Map<string, number>()
  const outcomes = calls.map(async ({ id, name, input }) => {
    const nth = (counts.get(id) ?? 0) + 1
    counts.set(id, nth)
    const tool = tools.find((one) => one.name === name)
    if (!tool) return []
    // Calls of one message are different calls, also where an API gives them one id; without any they stay without.
    const call = { id: nth > 1 && id ? `${id}#${nth}` : id, signal }
    const part = await tool.execute(typeof input === 'string' ? parse(input) : input, call)
    return [{ id, part, text: JSON.stringify(forModel(part)), isError: 'error' in part }]
  })
  return (await Promise.all(outcomes)).flat()
}

/** What is no JSON is refused by the tool itself. */
function parse(json: string): unknown {
  try {
    return JSON.parse(json === '' ? '{}' : json)
  } catch {
    return json
  }
}

/** What a tool takes, as JSON Schema. */
export interface ToolParameters {
  type: 'object'
  [field: string]: unknown
}

export function parametersOf({ inputSchema }: VideoTool): ToolParameters {
  const { $schema: _, ...schema } = z.toJSONSchema(inputSchema)
  return schema as ToolParameters
}
