/** What a model of unknown lengths is counted with, where the order says nothing better. */
const UNKNOWN_SECONDS = 8

/** The seconds of a video as limits count them; some models take their lengths in terms such as `8s`. */
export function countedSeconds(duration: unknown): number {
  const seconds = Number.parseFloat(`${duration}`)
  return seconds > 0 ? seconds : UNKNOWN_SECONDS
}
