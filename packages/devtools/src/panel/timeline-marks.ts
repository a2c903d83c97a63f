import type { RecordedStep } from '../recording/recording.js'
import { type StepKind, stepKind } from './step-text.js'

/** Where there are more steps than this, one mark stands for several. */
const MOST_MARKS = 300

/** From what is seen least to what is seen most, where steps share a mark. */
const KINDS: readonly StepKind[] = ['ignored', 'inPlace', 'began', 'moved', 'failed']

/** The height of a mark, in percent. */
const HEIGHTS: Record<StepKind, number> = { ignored: 22, inPlace: 45, moved: 100, began: 100, failed: 100 }

/** The marks of all steps, one path a kind, in a drawing that is stretched over the slider. */
export class TimelineMarks {
  readonly element = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  readonly #paths = new Map<StepKind, SVGPathElement>()

  constructor() {
    this.element.setAttribute('class', 'marks')
    this.element.setAttribute('aria-hidden', 'true')
    this.element.setAttribute('preserveAspectRatio', 'none')
    for (const kind of KINDS) {
      const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
      path.setAttribute('class', kind)
      this.#paths.set(kind, path)
      this.element.append(path)
    }
  }

  update(steps: readonly RecordedStep[]): void {
    const last = Math.max(1, steps.length - 1)
    const marks = Math.min(MOST_MARKS, last)
    const strongest = new Map<number, StepKind>()
    for (const [index, step] of steps.entries()) {
      const place = Math.round((index / last) * marks)
      const kind = stepKind(step, steps[index - 1])
      const known = strongest.get(place)
      if (!known || KINDS.indexOf(kind) > KINDS.indexOf(known)) strongest.set(place, kind)
    }
    const drawn = new Map<StepKind, string>(KINDS.map((kind) => [kind, '']))
    for (const [place, kind] of strongest) {
      drawn.set(kind, `${drawn.get(kind)}M${place} 100V${100 - HEIGHTS[kind]}`)
    }
    this.element.setAttribute('viewBox', `0 0 ${marks} 100`)
    for (const [kind, path] of this.#paths) path.setAttribute('d', drawn.get(kind) ?? '')
  }
}
