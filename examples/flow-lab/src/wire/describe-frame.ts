import type { WireEvent } from '@reelstate/core'
import { describeWireEvent } from '../../../playground/src/describe-wire-event.js'

export type FrameKind = 'job' | 'status' | 'result' | 'error' | 'quiet' | 'answer'

const KINDS: Record<string, FrameKind> = {
  RUN_STARTED: 'job',
  'video:job:created': 'job',
  'video:status': 'status',
  'generation:progress': 'status',
  'generation:result': 'result',
  RUN_FINISHED: 'result',
  RUN_ERROR: 'error',
}

export interface FrameDescription {
  kind: FrameKind
  name: string
  /** What it carries, in a few words. */
  detail: string
}

/** What a piece of an answer is, read from its text. */
export function describeFrame(text: string, status: number): FrameDescription {
  const lines = text.split(/\r\n|\n|\r/)
  const data = lines.flatMap((line) => /^data: ?(.*)/.exec(line)?.[1] ?? []).join('\n')
  if (data !== '') return describeEvent(data, fieldOf(lines, 'id'))
  const comment = lines.find((line) => line.startsWith(':'))
  if (comment !== undefined) return { kind: 'quiet', name: 'comment', detail: comment.slice(1).trim() }
  const retry = fieldOf(lines, 'retry')
  if (retry !== '') return { kind: 'quiet', name: 'retry', detail: `come back after ${retry} ms` }
  return { kind: status < 400 ? 'answer' : 'error', name: 'body', detail: lines[0] ?? '' }
}

function describeEvent(data: string, id: string): FrameDescription {
  try {
    const event = JSON.parse(data) as WireEvent
    const name = event.name ?? event.type
    const detail = [describeWireEvent(event), id && `id ${id}`].filter(Boolean).join(' · ')
    return { kind: KINDS[name] ?? 'quiet', name, detail }
  } catch {
    return { kind: 'error', name: 'unreadable', detail: data }
  }
}

const fieldOf = (lines: readonly string[], field: string) =>
  lines
    .find((line) => line.startsWith(`${field}:`))
    ?.slice(field.length + 1)
    .trim() ?? ''
