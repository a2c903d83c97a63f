/** `18:07:09.123`: when something happened, on this computer's clock. */
export function clockText(at: number): string {
  const date = new Date(at)
  const [hours, minutes, seconds] = [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits)
  return `${hours}:${minutes}:${seconds}.${String(date.getMilliseconds()).padStart(3, '0')}`
}

/** A span in ms as `0.42 s`, `12.3 s` or `2:05 min`. */
export function spanText(ms: number): string {
  const seconds = Math.max(0, ms) / 1000
  if (seconds < 10) return `${seconds.toFixed(2)} s`
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  const minutes = Math.floor(seconds / 60)
  const rest = twoDigits(Math.floor(seconds % 60))
  if (minutes < 60) return `${minutes}:${rest} min`
  return `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)}:${rest} h`
}

/** `2026-11-21 18:07`, as people and file names take it. */
export function dateText(at: number): string {
  const date = new Date(at)
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(twoDigits).join('-')
  return `${day} ${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`
}

const twoDigits = (value: number) => String(value).padStart(2, '0')
