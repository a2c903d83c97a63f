import type { VideoStatusResult } from '../../provider/video-adapter.js'
import { FAILED, safeText } from '../shared/provider-errors.js'
import { fieldsOf, isEmpty, textOf, videoURLIn } from '../shared/read-fields.js'

type Report = Omit<VideoStatusResult, 'jobId'>

/** What a prediction says (https://replicate.com/docs/topics/predictions/lifecycle). */
export function readPrediction(body: unknown, secrets: readonly string[]): Report {
  const { status, output, error, logs, data_removed } = fieldsOf(body)
  switch (status) {
    case 'starting':
      return { status: 'pending' }
    case 'succeeded':
      // After an hour the output is removed; that it was there is not undone by that.
      if (outputOf(body) !== undefined || data_removed === true) return { status: 'completed' }
      if (isEmpty(output))
        return { status: 'failed', error: 'The provider withheld the video.', errorCode: 'moderated' }
      return { status: 'failed', error: 'The model has answered without a video that is known here.' }
    case 'failed': {
      const text = safeText(error, secrets) ?? FAILED
      return { status: 'failed', error: text, ...(isModeration(text) && { errorCode: 'moderated' }) }
    }
    case 'canceled':
      return { status: 'failed', error: 'The provider canceled the video.', errorCode: 'canceled' }
    case 'aborted':
      return { status: 'failed', error: 'The deadline of the video passed before it could start.' }
    default:
      return { status: 'processing', ...readProgress(logs) }
  }
}

/** The first file: most models have one, or a list; others an object with names of its own. */
export function outputOf(body: unknown): string | undefined {
  const { output } = fieldsOf(body)
  return textOf(Array.isArray(output) ? output[0] : output) ?? videoURLIn(output)
}

/** Where models refuse an input or an output, they say so in words, most with the code E005. */
export const isModeration = (text: string | undefined): boolean =>
  /\bE005\b|flagged as sensitive|content policy|moderation|nsfw/i.test(text ?? '')

/** ` 40%|████      | 20/50 [00:04<00:06, 4.9it/s]`, as tqdm writes it for many models; the last one counts. */
const BAR = /(\d{1,3})%\|[^|\r\n]{0,200}\|\s*(\d+)\/(\d+)/g

function readProgress(logs: unknown): Pick<Report, 'progress' | 'message'> {
  if (typeof logs !== 'string') return {}
  const [, percent, done, all] = [...logs.slice(-20_000).matchAll(BAR)].at(-1) ?? []
  if (percent === undefined) return {}
  return { progress: Math.min(Number(percent), 100), message: `step ${done} of ${all}` }
}
