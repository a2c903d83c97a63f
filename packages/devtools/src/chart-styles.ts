/** The style sheet of the element. Every colour is a custom property that a page may set on the element. */
const LIGHT = `
  --_ground: #fbfaf8; --_surface: #ffffff; --_nested: rgb(40 30 80 / 2.6%); --_line: #c9c5d3; --_arrow: #8d879c;
  --_text: #24202e; --_muted: #655f74; --_accent: #5b3df5; --_accent-ground: #ebe6ff; --_accent-text: #3a1fc4;
  --_accent-line: #b9a9fb; color-scheme: light;`
const DARK = `
  --_ground: #14121a; --_surface: #201d29; --_nested: rgb(255 255 255 / 2.8%); --_line: #3d384b; --_arrow: #7d768f;
  --_text: #f1eef8; --_muted: #aaa3bb; --_accent: #a48cff; --_accent-ground: #372a72; --_accent-text: #e9e2ff;
  --_accent-line: #5a4a9e; color-scheme: dark;`

export const CHART_STYLES = `
:host { ${LIGHT} display: block; container-type: inline-size; color: var(--chart-text); background: var(--chart-ground);
  border-radius: 14px; font: 13px/1.4 ui-sans-serif, system-ui, sans-serif; }
@media (prefers-color-scheme: dark) { :host { ${DARK} } }
:host([theme='light']) { ${LIGHT} }
:host([theme='dark']) { ${DARK} }
:host([hidden]) { display: none; }
:host { 
  --chart-ground: var(--reelstate-ground, var(--_ground)); --chart-surface: var(--reelstate-surface, var(--_surface));
  --chart-nested: var(--reelstate-nested, var(--_nested)); --chart-line: var(--reelstate-line, var(--_line));
  --chart-arrow: var(--reelstate-arrow, var(--_arrow)); --chart-text: var(--reelstate-text, var(--_text));
  --chart-muted: var(--reelstate-muted, var(--_muted)); --chart-accent: var(--reelstate-accent, var(--_accent));
  --chart-accent-ground: var(--reelstate-accent-ground, var(--_accent-ground));
  --chart-accent-text: var(--reelstate-accent-text, var(--_accent-text));
  --chart-accent-line: var(--reelstate-accent-line, var(--_accent-line));
}
.bar { display: flex; align-items: center; gap: 8px; padding: 8px 10px 4px 14px; min-height: 28px; }
.now { flex: 1; min-width: 0; margin: 0; font: 12px/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; overflow-wrap: anywhere; }
.zoom { display: flex; gap: 2px; }
button { font: inherit; color: var(--chart-muted); background: none; border: 0; border-radius: 6px; min-width: 26px;
  height: 26px; padding: 0 6px; cursor: pointer; }
button:hover { color: var(--chart-text); background: var(--chart-nested); }
button:focus-visible, .view:focus-visible { outline: 2px solid var(--chart-accent); outline-offset: -2px; }
.view { overflow: auto; max-height: var(--reelstate-max-height, none); border-radius: 0 0 14px 14px; }
.problem { margin: 0; padding: 4px 14px 14px; color: var(--chart-muted); }
.problem:empty, .view[hidden] { display: none; }
svg { display: block; margin: 0 auto; height: auto; }
text { fill: var(--chart-text); font: 10px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; }
.box { fill: var(--chart-surface); stroke: var(--chart-line); }
.nested > .box { fill: var(--chart-nested); }
.parallel > .box { stroke-dasharray: 6 4; }
.inner { fill: none; stroke: var(--chart-line); }
.initial { fill: var(--chart-muted); }
.name { font: 600 13px ui-sans-serif, system-ui, sans-serif; }
.row text, .row .guard { fill: var(--chart-muted); }
.row .glow { fill: none; }
.row .lead { fill: var(--chart-text); font-weight: 600; }
.detail .lead, .detail text { fill: var(--chart-muted); font-weight: 400; }
.row .effect { fill: var(--chart-text); }
.detail .effect { fill: var(--chart-muted); }
.inside circle { fill: var(--chart-ground); stroke: var(--chart-arrow); stroke-width: 1.2; }
.anywhere .box { stroke-dasharray: 4 3; }
.anywhere .name { fill: var(--chart-muted); }
.arrow .line { fill: none; stroke: var(--chart-arrow); stroke-width: 1.2; }
.arrow .head { fill: var(--chart-arrow); }
.lit > .name { fill: var(--chart-accent-text); }
.lit > .box { fill: var(--chart-accent-ground); stroke: var(--chart-accent); stroke-width: 2; }
.lit.nested > .box { fill: var(--chart-nested); stroke: var(--chart-accent-line); stroke-width: 1.5; }
.lit > .row .guard, .lit > .detail text, .lit > .detail tspan { fill: var(--chart-text); }
.taken > .line { stroke: var(--chart-accent); stroke-width: 2.2; }
.taken > .head { fill: var(--chart-accent); }
.taken > text, .taken > text > tspan { fill: var(--chart-accent-text); }
.taken > .glow { fill: var(--chart-accent-ground); }
@media (prefers-reduced-motion: no-preference) {
  .box, .name { transition: fill 0.25s, stroke 0.25s; }
  .taken > .line { animation: taken-line 0.9s ease-out; }
  .taken > .glow { animation: taken-glow 0.9s ease-out; }
  @keyframes taken-line { from { stroke-width: 7; stroke-opacity: 0.35; } }
  @keyframes taken-glow { from { fill: var(--chart-accent-line); } }
}
@media (forced-colors: active) { .lit > .box { stroke: Highlight; stroke-width: 3; } }
`
