/** Colours that a page may set on the element as `--reelstate-<name>`, with what they are where it does not. */
const COLORS: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  ground: ['#fbfaf8', '#14121a'],
  surface: ['#ffffff', '#201d29'],
  nested: ['rgb(40 30 80 / 2.6%)', 'rgb(255 255 255 / 2.8%)'],
  line: ['#c9c5d3', '#3d384b'],
  arrow: ['#8d879c', '#7d768f'],
  text: ['#24202e', '#f1eef8'],
  muted: ['#655f74', '#aaa3bb'],
  accent: ['#5b3df5', '#a48cff'],
  'accent-ground': ['#ebe6ff', '#372a72'],
  'accent-text': ['#3a1fc4', '#e9e2ff'],
  'accent-line': ['#b9a9fb', '#5a4a9e'],
  past: ['#8a5200', '#f0bd66'],
  'past-ground': ['#fff0d2', '#3d2f12'],
  'past-line': ['#dcae62', '#7d6129'],
  good: ['#0a6b4b', '#63d6a8'],
  bad: ['#b3261e', '#ff968c'],
  number: ['#1a5bb8', '#8fbcff'],
}

const names = Object.keys(COLORS)
const values = (theme: 0 | 1) => names.map((name) => `--_${name}: ${COLORS[name]?.[theme]};`).join(' ')
const LIGHT = `${values(0)} color-scheme: light;`
const DARK = `${values(1)} color-scheme: dark;`

/** The element itself, its colours in both themes, and what buttons and fields look like everywhere in it. */
export const THEME_STYLES = `
:host { ${LIGHT} display: block; container-type: inline-size; color: var(--chart-text); background: var(--chart-ground);
  border-radius: 14px; font: 13px/1.4 ui-sans-serif, system-ui, sans-serif; text-align: start; }
@media (prefers-color-scheme: dark) { :host { ${DARK} } }
:host([theme='light']) { ${LIGHT} }
:host([theme='dark']) { ${DARK} }
:host([hidden]), [hidden] { display: none !important; }
:host { ${names.map((name) => `--chart-${name}: var(--reelstate-${name}, var(--_${name}));`).join(' ')}
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; }
* { box-sizing: border-box; }
button { display: inline-flex; align-items: center; justify-content: center; gap: 5px; font: inherit;
  color: var(--chart-muted); background: none; border: 0; border-radius: 6px; min-width: 26px; height: 26px;
  padding: 0 6px; cursor: pointer; white-space: nowrap; }
button:hover:not(:disabled, [aria-disabled='true']) { color: var(--chart-text); background: var(--chart-nested); }
:is(button:disabled, button[aria-disabled='true']) { cursor: default; opacity: 0.45; }
:is(button, input, select, textarea, summary, .scroller, .possible):focus-visible { outline: 2px solid var(--chart-accent);
  outline-offset: -2px; }
input, select, textarea { font: inherit; color: inherit; }
.icon { width: 14px; height: 14px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.5;
  stroke-linecap: round; stroke-linejoin: round; }
h2 { margin: 0; font-size: 11px; font-weight: 600; letter-spacing: 0.02em; color: var(--chart-muted); }
.hint { margin: 0; color: var(--chart-muted); font-size: 12px; }
.hint:empty { display: none; }
code { font: 11.5px var(--mono); }
`
