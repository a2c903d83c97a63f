export type Wish =
  | { kind: 'video'; prompt: string; seconds: number; isPortrait: boolean }
  | { kind: 'check' }
  | { kind: 'cancel' }
  | { kind: 'talk' }

/** Not the verb of “film a red fox”. */
const VIDEO = '(?:videos?|clips?|films?(?!\\s+(?:an?|me|the)\\b)|movies?|animations?)'
const SHAPE = '(?:portrait|vertical|upright|landscape|horizontal)'
const SECONDS = /(\d+(?:\.\d+)?)[\s-]*(?:s|secs?|seconds?)\b/i

const CANCEL = new RegExp(
  `^(?:please\\s+)?(?:stop|cancel|abort)\\b|\\b(?:stop|cancel|abort)\\s+(?:it|that|this|(?:the|my)\\s+${VIDEO})\\W*$`,
  'i',
)
const CHECK = /^(?:and\s+)?(?:how(?!\s+about)|is|are|check|when|what about|where|status|done|ready)\b/i
const ORDER = new RegExp(
  `\\b(?:make|create|generate|render|shoot|film|produce|draw|show|want|need|like|give)\\b.*\\b${VIDEO}\\b` +
    `|\\b${VIDEO}\\s+(?:of|about|with|showing|where|in which)\\b`,
  'is',
)
/** All up to what the video is of. */
const LEAD = new RegExp(`^.*?\\b${VIDEO}\\b\\s*(?:[:,]|of|about|with|showing|where|in which)?\\s*`, 'is')
const LENGTH = new RegExp(`[\\s,;]*(?:\\b(?:for|in)\\s+)?\\b${SECONDS.source}(?:\\s+long)?`, 'i')
const FORMAT = new RegExp(
  `(?:\\s*,|\\s+in|\\s+as)\\s*${SHAPE}\\b(?:\\s+(?:format|mode))?(?=\\s*(?:[,.!?]|$|and\\b))`,
  'i',
)
const PLEASE = /[\s,]*\bplease\b[\s.!?]*$/i

/** What somebody asks for, as far as a few patterns understand it. */
export function readWish(text: string): Wish {
  const said = text.trim()
  if (CANCEL.test(said)) return { kind: 'cancel' }
  if (CHECK.test(said)) return { kind: 'check' }
  if (!ORDER.test(said)) return { kind: 'talk' }
  return {
    kind: 'video',
    prompt: said
      .replace(LEAD, '')
      .replace(PLEASE, '')
      .replace(LENGTH, '')
      .replace(FORMAT, '')
      .replace(/^[\s,]+|[\s,.!?]+$/g, ''),
    seconds: Number(SECONDS.exec(said)?.[1] ?? 4),
    isPortrait: isPortrait(said),
  }
}

/** Where it is said of the video, and not in what the video is of. */
function isPortrait(said: string): boolean {
  const [lead = ''] = LEAD.exec(said) ?? []
  const [format = ''] = FORMAT.exec(said) ?? []
  return /portrait|vertical|upright/i.test(lead + format)
}
