import { findWords, type Match, splitWords } from './find-words.js'
import { createRandom, hashText, pick, type Random } from './random.js'
import { MOTIF_IDS, type MotifId } from './subjects/motifs.js'
import { SUBJECTS } from './subjects/subjects.js'
import {
  COLOR_WORDS,
  COUNT_WORDS,
  DIRECTION_WORDS,
  type DirectionId,
  GAIT_WORDS,
  type GaitId,
  LIGHT_WORDS,
  type LightId,
  PLACE_WORDS,
  type PlaceId,
  SUBJECT_WORDS,
  type SubjectId,
  WEATHER_WORDS,
  type WeatherId,
} from './vocabulary.js'

/** One kind of thing that the scene shows. */
export interface SubjectBrief {
  id: SubjectId
  count: number
  /** Up to two colours that the prompt gives it: the main one and one for details. */
  colors: readonly string[]
}

/** What a scene is made of, as the prompt says it or, where it says nothing, as the seed decides. */
export interface SceneBrief {
  /** Decides all that the prompt leaves open; differs whenever the prompt or the given seed differs. */
  seed: number
  /** At most three. Empty when the prompt names nothing that is known. */
  subjects: readonly SubjectBrief[]
  /** Stands for what the prompt names and nobody knows. */
  motif?: MotifId
  place: PlaceId
  weather?: WeatherId
  light: LightId
  /** Every colour in the prompt. */
  colors: readonly string[]
  direction: DirectionId
  gait?: GaitId
  /** Whether the second subject carries the first: a horse its rider, a person an umbrella. */
  riding: boolean
}

const MOTIF_PLACES = ['sky', 'space', 'mountains', 'ocean', 'desert', 'lake', 'meadow', 'snowfield'] as const
const SEA_LIFE: readonly SubjectId[] = ['fish', 'shark', 'turtle', 'jellyfish', 'octopus', 'submarine']
const PEOPLE: readonly SubjectId[] = ['person', 'dancer', 'astronaut', 'robot']
const SMALL_WORDS = new Set(
  'a an the and or of in on at by to with from into over under through across along near its his her their it is are as for that this while very slowly slow fast quickly close up shot wide cinematic video scene view camera film style'.split(
    ' ',
  ),
)

/** How far in words a colour or a number reaches to the thing that it belongs to. */
const REACH = 4

function readSubjects(
  subjects: Match<SubjectId>[],
  colors: Match<string>[],
  counts: Match<string>[],
  others: Match<string>[],
): SubjectBrief[] {
  const briefs = new Map<SubjectId, { id: SubjectId; count: number; colors: string[] }>()
  for (const { id, plural } of subjects) {
    const many = plural ? (SUBJECTS[id].habitat === 'rooted' ? 5 : 3) : 1
    const known = briefs.get(id)
    if (known) known.count = Math.max(known.count, many)
    else if (briefs.size < 3) briefs.set(id, { id, count: many, colors: [] })
  }
  const ownerOf = (at: number) => {
    const next = subjects.find((subject) => subject.at > at && subject.at - at <= REACH)
    // In "a red sky over a boat" the boat is not red.
    const between = others.some((other) => other.at > at && other.at < (next?.at ?? 0))
    return next && !between ? briefs.get(next.id) : undefined
  }
  for (const { id, at, length } of colors) {
    const before = subjects.findLast((subject) => subject.at < at && at - subject.at <= REACH + 2)
    const taken = others.some((other) => other.at === at + length) || !before
    // "a dancer in a white dress": nothing known follows, so the colour belongs to what came before.
    const owner = ownerOf(at) ?? (taken ? undefined : briefs.get(before.id))
    owner?.colors.push(id)
  }
  for (const { id, at } of counts) {
    const owner = ownerOf(at)
    if (owner) owner.count = Number(id)
  }
  return [...briefs.values()].map((brief) => ({ ...brief, colors: brief.colors.slice(0, 2) }))
}

function choosePlace(
  places: Match<PlaceId>[],
  subject: SubjectId | undefined,
  weather: WeatherId | undefined,
  random: Random,
): PlaceId {
  // "under the night sky" is not in the sky, so any other place comes first.
  const named = (places.find(({ id }) => id !== 'sky') ?? places[0])?.id
  if (subject && SEA_LIFE.includes(subject) && (named === 'ocean' || named === 'lake')) return 'underwater'
  if (named) return named
  if (!subject) return pick(random, MOTIF_PLACES)
  const figure = SUBJECTS[subject]
  const choice = pick(random, figure.places)
  return weather === 'snow' && figure.habitat !== 'swims' ? 'snowfield' : choice
}

function chooseLight(lights: Match<LightId>[], weather: WeatherId | undefined, random: Random): LightId {
  const share = random()
  const found = lights.map(({ id }) => id)
  if (found.includes('aurora')) return 'aurora'
  if (found[0]) return found[0]
  if (weather === 'rain' || weather === 'storm' || weather === 'fog') return 'overcast'
  return share < 0.6 ? 'day' : share < 0.82 ? 'sunset' : 'sunrise'
}

const RIDING_WORDS = new Set(['ride', 'rides', 'riding', 'rode', 'on', 'onto', 'atop', 'aboard'])

function isRiding(
  words: readonly string[],
  matches: readonly Match<SubjectId>[],
  rider: SubjectBrief | undefined,
  mount: SubjectBrief | undefined,
): boolean {
  if (
    !rider ||
    !mount ||
    PEOPLE.includes(mount.id) ||
    !SUBJECTS[mount.id].seat ||
    SUBJECTS[rider.id].habitat !== 'walks'
  )
    return false
  const from = matches.find(({ id }) => id === rider.id)?.at ?? 0
  const to = matches.find(({ id }) => id === mount.id)?.at ?? 0
  return words.slice(from, to).some((word) => RIDING_WORDS.has(word))
}

/** Reads what to show from a prompt. Never throws; what it does not understand, the seed decides. */
export function readPrompt(prompt: string, seed: number): SceneBrief {
  const own = (hashText(prompt) ^ Math.imul(seed | 0, 0x9e3779b1)) >>> 0
  const random = createRandom(own)
  const words = splitWords(prompt)
  const found = findWords(words, {
    subject: SUBJECT_WORDS,
    place: PLACE_WORDS,
    weather: WEATHER_WORDS,
    light: LIGHT_WORDS,
    color: COLOR_WORDS,
    count: COUNT_WORDS,
    direction: DIRECTION_WORDS,
    gait: GAIT_WORDS,
  })
  const others = [...found.place, ...found.weather, ...found.light]
  const named = readSubjects(found.subject, found.color, found.count, others)
  const [first, second] = named
  const riding = isRiding(words, found.subject, first, second)
  // An umbrella sits in the hand of the person who comes with it.
  const held = first && PEOPLE.includes(first.id) && second?.id === 'umbrella'
  const subjects = held ? [second, first, ...named.slice(2)] : named
  const weather = found.weather[0]?.id
  const place = choosePlace(found.place, riding ? second?.id : first?.id, weather, random)
  const light = chooseLight(found.light, weather, random)
  const unknown = words.filter((word, at) => !SMALL_WORDS.has(word) && !found.covered.has(at))
  const motif = pick(random, MOTIF_IDS)
  const side = random() < 0.6 ? 'right' : 'left'
  const figure = first && SUBJECTS[first.id]
  const still = figure?.habitat === 'rooted' ? 'still' : side
  const gait = found.gait[0]?.id
  return {
    seed: own,
    subjects,
    // A landscape needs nothing in it; a thing that nobody knows gets a form all the same.
    ...(first || (unknown.length === 0 && found.place.length > 0) ? {} : { motif }),
    place,
    ...(weather ? { weather } : {}),
    light,
    colors: found.color.map(({ id }) => id),
    direction: found.direction[0]?.id ?? figure?.heading ?? still,
    ...(gait ? { gait } : {}),
    riding: riding || held === true,
  }
}
