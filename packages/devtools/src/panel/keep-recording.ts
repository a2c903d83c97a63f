import { html } from '../html.js'
import type { RecordingSource } from '../recording/recording.js'
import { readRecording, toRecordingFile } from '../recording/recording-file.js'
import { dateText, spanText } from './time-text.js'

/** Hands the user a file with everything that was recorded. */
export function saveRecording(source: RecordingSource): void {
  const url = URL.createObjectURL(new Blob([toRecordingFile(source)], { type: 'application/json' }))
  const name = `reelstate-${dateText(Date.now()).replace(' ', '-').replace(':', '')}.json`
  html('a', { href: url, download: name }).click()
  URL.revokeObjectURL(url)
}

/** A recording that was read, and what to call it. */
export interface OpenedRecording {
  readonly source: RecordingSource
  readonly description: string
}

/** 32 MiB of text have no more bytes than this: a larger file is not read into memory first. */
const LARGEST_FILE = 3 * 32 * 1024 * 1024

/** The recording of a file, or what is wrong with the file. */
export async function openRecording(file: File): Promise<OpenedRecording | string> {
  if (file.size > LARGEST_FILE) {
    const size = Math.ceil(file.size / 1024 / 1024)
    return `${file.name} could not be opened. It has ${size} MiB, and a recording has much less. Choose a file that was exported here.`
  }
  try {
    const source = readRecording(await file.text())
    return { source, description: `Recording ${file.name}: ${descriptionOf(source)}` }
  } catch (error) {
    return `${file.name} could not be opened. ${error instanceof Error ? error.message : error}`
  }
}

/** How many steps it has, and when they were. */
export function descriptionOf({ steps, leftOut = 0 }: RecordingSource): string {
  const [first, last] = [steps[0], steps.at(-1)]
  if (!first || !last) return 'no steps'
  const count = steps.length === 1 ? '1 step' : `${steps.length} steps in ${spanText(last.at - first.at)}`
  const older = leftOut > 0 ? ` ${leftOut.toLocaleString('en')} older steps are left out.` : ''
  return `${count}, from ${dateText(first.at)}.${older} Nothing runs here.`
}
