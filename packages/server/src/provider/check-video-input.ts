import { VideoError, type VideoGenerateInput, type VideoMediaPart } from '@reelstate/core/protocol'
import { shown } from '../shown.js'
import { readPrompt } from './read-prompt.js'
import type { AnyVideoAdapter, BaseVideo, CreateVideoJobOptions, DurationOptions } from './video-adapter.js'

const DEFAULT_SIZE = '1280x720'
const DEFAULT_SECONDS = 8

/**
 * What to ask of the adapter, with the defaults filled in. `size` and `duration` win over `modelOptions.size` and
 * `.seconds`, which are not passed on. Throws a `VideoError` `invalid_input` for what would certainly be refused.
 */
export function checkVideoInput(
  adapter: AnyVideoAdapter,
  {
    prompt,
    size,
    duration,
    modelOptions = {},
    base,
  }: Loose<VideoGenerateInput> & { base?: BaseVideo | undefined },
): CreateVideoJobOptions {
  const { text, parts } = readPrompt(prompt)
  checkLength(text, adapter.maxPromptLength)
  checkParts(adapter, parts)
  checkBase(adapter, base)
  if (typeof modelOptions !== 'object' || modelOptions === null || Array.isArray(modelOptions)) {
    throw invalid(`The modelOptions are ${shown(modelOptions)}. Give an object.`)
  }
  const { size: otherSize, seconds: otherSeconds, ...rest } = modelOptions as Record<string, unknown>
  // What it is made from says itself how it is to be cut.
  const isFrom = base !== undefined || parts.some(({ type }) => type === 'image')
  const input = {
    prompt: text,
    ...(parts.length > 0 && { parts }),
    ...(base && { base }),
    size: checkSize(adapter, size ?? otherSize ?? undefined, isFrom),
    duration: checkDuration(adapter, duration ?? readSeconds(otherSeconds), base !== undefined),
    modelOptions: rest,
  }
  adapter.checkModelOptions?.(rest)
  adapter.checkInput?.(input)
  return input
}

type Loose<T> = { [K in keyof T]?: unknown }

function checkLength(prompt: string, maxLength = Number.POSITIVE_INFINITY): void {
  if (prompt.length <= maxLength) return
  throw invalid(
    `The prompt has ${prompt.length} characters, and at most ${maxLength} are accepted. Shorten it.`,
  )
}

function checkParts({ model, inputParts = [] }: AnyVideoAdapter, parts: readonly VideoMediaPart[]): void {
  const refused = parts.find(({ type }) => !inputParts.includes(type))
  if (!refused) return
  const kinds = ['text', ...inputParts].join(', ')
  throw invalid(
    `The prompt holds a part of type ${refused.type}, which ${model} does not take. Give ${kinds}.`,
  )
}

function checkBase({ name, capabilities }: AnyVideoAdapter, base: BaseVideo | undefined): void {
  if (!base) return
  const { actions = [] } = capabilities ?? {}
  if (!actions.includes(base.action)) {
    const can = actions.length > 0 ? `It can ${actions.join(' and ')} them.` : 'It only makes new ones.'
    throw new VideoError('invalid_options', `${name} cannot ${base.action} videos. ${can}`)
  }
  if (typeof base.jobId === 'string' && base.jobId !== '') return
  throw invalid(`The job of the video to ${base.action} is ${shown(base.jobId)}. Give its jobId.`)
}

function checkSize(adapter: AnyVideoAdapter, size: unknown, isFrom: boolean): string | undefined {
  const { sizes, model, checkInput } = adapter
  if (size === undefined) {
    if (isFrom) return undefined
    return sizes?.includes(DEFAULT_SIZE) || isBare(adapter) ? DEFAULT_SIZE : undefined
  }
  if (typeof size !== 'string' || size === '') {
    throw invalid(`The size is ${shown(size)}. Give a text such as ${shown(DEFAULT_SIZE)}.`)
  }
  if (sizes && !checkInput && !sizes.includes(size)) {
    throw invalid(`The size ${shown(size)} is not one that ${model} makes. Give one of ${sizes.join(', ')}.`)
  }
  return size
}

function checkDuration(adapter: AnyVideoAdapter, seconds: unknown, isFrom: boolean): number | undefined {
  const { model, checkInput } = adapter
  if (seconds === undefined) {
    if (isFrom) return undefined
    const known = adapter.snapDuration ? adapter.snapDuration(DEFAULT_SECONDS) : undefined
    // An adapter of the peer may count in its own terms, such as '8s'; it gets them back.
    return (known as number | undefined) ?? (isBare(adapter) ? DEFAULT_SECONDS : undefined)
  }
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds <= 0) {
    throw invalid(`The duration is ${shown(seconds)}. Give a number of seconds above 0.`)
  }
  const refused = checkInput ? undefined : rangeWithout(seconds, adapter.availableDurations?.())
  if (refused)
    throw invalid(`The duration ${seconds} s is not one that ${model} makes. Give ${refused} seconds.`)
  return seconds
}

/** What a model makes, in words, when `seconds` is not among it. */
function rangeWithout(
  seconds: number,
  options: DurationOptions<unknown> = { kind: 'none' },
): string | undefined {
  if (options.kind === 'none') return undefined
  const values = options.kind === 'range' ? [] : options.values
  const range = options.kind === 'range' ? options : options.kind === 'mixed' ? options.range : undefined
  // Durations in other terms than numbers are the adapter's to judge.
  if (values.includes(seconds) || values.some((value) => typeof value !== 'number')) return undefined
  if (range && isWithin(range, seconds)) return undefined
  const words = [
    ...(values.length > 0 ? [values.join(', ')] : []),
    ...(range ? [`${range.step === 1 ? 'a whole number from ' : ''}${range.min}-${range.max}`] : []),
  ]
  return words.join(' or ')
}

function isWithin({ min, max, step }: { min: number; max: number; step?: number }, seconds: number): boolean {
  const isStep = step === undefined || Number.isInteger((seconds - min) / step)
  return seconds >= min && seconds <= max && isStep
}

/** `modelOptions.seconds` is text with some providers. */
function readSeconds(seconds: unknown): unknown {
  if (seconds === null) return undefined
  return typeof seconds === 'string' && seconds.trim() !== '' ? Number(seconds) : seconds
}

/** An adapter that says nothing about its model gets our defaults; any other knows better. */
function isBare({ sizes, checkInput, availableDurations }: AnyVideoAdapter): boolean {
  return !sizes && !checkInput && !availableDurations
}

const invalid = (message: string) => new VideoError('invalid_input', message)
