/** The chart: states, lines and arrows. */
export const CHART_STYLES = `
.bar { display: flex; align-items: center; gap: 8px; padding: 8px 10px 4px 14px; min-height: 28px; }
.now { flex: 1; min-width: 0; margin: 0; font: 12px/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; overflow-wrap: anywhere; }
.zoom { display: flex; gap: 2px; }

.view:focus-visible { outline: 2px solid var(--chart-accent); outline-offset: -2px; }
.view { overflow: auto; max-height: var(--reelstate-max-height, none); border-radius: 0 0 14px 14px; }
.problem { margin: 0; padding: 4px 14px 14px; color: var(--chart-muted); }
.problem:empty, .view[hidden] { display: none; }

.chart .view > svg { display: block; margin: 0 auto; height: auto; }
text { fill: var(--chart-text); font: 10px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; }
.box { fill: var(--chart-surface); stroke: var(--chart-line); }
.nested > .box { fill: var(--chart-nested); }
.parallel > .box { stroke-dasharray: 6 4; }
.inner { fill: none; stroke: var(--chart-line); }
.initial { fill: var(--chart-muted); }
.state > .name { font: 600 13px ui-sans-serif, system-ui, sans-serif; }
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
  .box, .state > .name { transition: fill 0.25s, stroke 0.25s; }
  .taken > .line { animation: taken-line 0.9s ease-out; }
  .taken > .glow { animation: taken-glow 0.9s ease-out; }
  @keyframes taken-line { from { stroke-width: 7; stroke-opacity: 0.35; } }
  @keyframes taken-glow { from { fill: var(--chart-accent-line); } }
}
`
