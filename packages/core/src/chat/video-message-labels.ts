/** What a message with a video says to people. Give any of them in other words or in another language. */
export interface VideoMessageLabels {
  /** The name of the player and of the progress bar, for who cannot see them. */
  video: string
  pending: string
  reconnecting: string
  canceling: string
  /** A video whose URL had expired is asked for again. */
  renewing: string
  ready: string
  /** It was ready before it could be canceled. */
  tooLate: string
  canceled: string
  /** The provider has not said that it stopped, or could not be asked. */
  cancelRequested: string
  cannotCancel: string
  unplayable: string
  cancel: string
  lookAgain: string
  /**
   * A sentence of the server or of the client, such as why there is no video, as people are to read it. As it is given, it
   * is in English.
   *
   * @param code a `VideoErrorCode`; of a video that a tool canceled, the `CancelOutcome`; null where nothing is known
   */
  message(message: string, code: string | null): string
  /** @param percent 0-100 */
  percent(percent: number): string
  /** @param count videos that are made first */
  ahead(count: number): string
  /** @param time a time of day, as the browser's language writes it */
  readyAbout(time: string): string
}

const VIDEO_MESSAGE_LABELS: VideoMessageLabels = {
  video: 'Video',
  pending: 'The video is being made.',
  reconnecting: 'The connection was lost. It is tried again by itself.',
  canceling: 'Canceling…',
  renewing: 'Getting the video…',
  ready: 'The video is ready.',
  tooLate: 'The video was ready before it could be canceled.',
  canceled: 'The video was canceled.',
  cancelRequested: 'The video was told to stop. It is not known whether it did.',
  cannotCancel: 'The video could not be canceled. It is still being made.',
  unplayable: 'The video cannot be played.',
  cancel: 'Cancel',
  lookAgain: 'Look again',
  message: (message) => message,
  percent: (percent) => `${Math.round(percent)} %`,
  ahead: (count) => `${count} ahead in the queue`,
  readyAbout: (time) => `Ready about ${time}`,
}

/** The English words, with others in place of them. */
export function wordsWith(labels: Partial<VideoMessageLabels> | undefined): VideoMessageLabels {
  const given = Object.entries(labels ?? {}).filter(([, label]) => label !== undefined)
  return { ...VIDEO_MESSAGE_LABELS, ...Object.fromEntries(given) }
}
