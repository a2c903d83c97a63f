/** Begins to follow a job; what it returns ends that. */
type Begin = () => () => void

interface Place {
  begin: Begin
  end?: (() => void) | undefined
}

/**
 * So many are followed at once in one page. A browser keeps six connections to a server over HTTP/1.1, for all of its tabs,
 * and everything else on the page needs some of them.
 */
const AT_ONCE = 2
/** How long one follows while others wait, in ms. */
const TURN = 5_000

/** Both in the order of their turns. */
const following: Place[] = []
const waiting: Place[] = []
let timer: ReturnType<typeof setTimeout> | undefined

/**
 * Follows a job as often as it has its turn, until the returned function is called: few at a time, one after the other where
 * there are more, and none while the page is hidden.
 */
export function takeTurns(begin: Begin): () => void {
  const place: Place = { begin }
  waiting.push(place)
  // The same function is added once.
  document.addEventListener('visibilitychange', arrange)
  arrange()
  return () => {
    for (const places of [following, waiting]) {
      const index = places.indexOf(place)
      if (index >= 0) places.splice(index, 1)
    }
    rest(place)
    arrange()
  }
}

function arrange(): void {
  if (document.hidden) {
    waiting.unshift(...following)
    for (const place of following.splice(0)) rest(place)
  }
  while (!document.hidden && following.length < AT_ONCE) {
    const next = waiting.shift()
    if (!next) break
    following.push(next)
    next.end = next.begin()
  }
  clearTimeout(timer)
  if (waiting.length > 0 && following.length > 0) timer = setTimeout(goOn, TURN)
}

/** The one that has followed for longest lets another one. */
function goOn(): void {
  const place = following.shift()
  if (place) {
    waiting.push(place)
    rest(place)
  }
  arrange()
}

function rest(place: Place): void {
  const { end } = place
  place.end = undefined
  end?.()
}
