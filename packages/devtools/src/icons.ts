/** Drawn in a square of 16 px, with lines. */
const PATHS = {
  back: 'M10 3.5 5.5 8l4.5 4.5',
  forward: 'M6 3.5 10.5 8 6 12.5',
  play: 'M5 3.2v9.6L12.5 8Z',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  save: 'M8 2.5v7.5M4.8 7 8 10.2 11.2 7M3 13.2h10',
  open: 'M2.5 12.5v-9h4l1.5 2h5.5v7Z',
  close: 'm4 4 8 8m0-8-8 8',
  send: 'M3 8h9M8.5 4.5 12 8l-3.5 3.5',
  timer: 'M8 5v3.2l2 1.3M6.5 1.5h3M8 3a5.4 5.4 0 1 0 0 10.8A5.4 5.4 0 0 0 8 3Z',
  drop: 'M6 10 10 6M7 4.6l1.3-1.3a3 3 0 0 1 4.3 4.3L11.4 9M9 11.4l-1.3 1.3a3 3 0 0 1-4.3-4.3L4.6 7M2.5 2.5l2 2m9 9-2-2',
  fail: 'M8 2.6 14 13H2ZM8 6.6v3m0 1.6v.2',
  twice: 'M5.5 5.5h8v8h-8ZM10.5 5.5v-3h-8v8h3',
  stop: 'M4 4h8v8H4Z',
  reload: 'M13 8a5 5 0 1 1-1.5-3.6M13 2.4v2.9h-2.9',
} as const

export type IconName = keyof typeof PATHS

/** A picture beside a name, or in a button that has one; it says nothing to a screen reader. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('class', 'icon')
  svg.setAttribute('viewBox', '0 0 16 16')
  svg.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  path.setAttribute('d', PATHS[name])
  svg.append(path)
  return svg
}
