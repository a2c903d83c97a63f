const CONSTRAINED = 0xc0
const LEVEL_3_1 = 31
// Where an avcC record (ISO/IEC 14496-15, 5.3.3.1) and the parameter set in it hold the same two bytes.
const CONSTRAINTS = [2, 10] as const
const LEVELS = [3, 11] as const

/**
 * Declares the stream behind the avcC record `description` as what it is, in place, and returns its codec
 * string. The encoder leaves out the flags of the constrained baseline profile, which every decoder plays,
 * and picks the level by frame size alone: too low for the frame rate of a small video, which 3.1 covers
 * (ITU-T H.264, annex A).
 */
export function declareProfile(description: Uint8Array): string {
  for (const at of CONSTRAINTS) description[at] = (description[at] ?? 0) | CONSTRAINED
  for (const at of LEVELS) description[at] = Math.max(description[at] ?? 0, LEVEL_3_1)
  return `avc1.${Buffer.from(description.subarray(1, 4)).toString('hex')}`
}
