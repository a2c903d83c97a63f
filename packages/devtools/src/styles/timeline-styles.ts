/** The slider, its marks and its buttons. */
export const TIMELINE_STYLES = `
.timeline { grid-area: time; display: flex; align-items: center; gap: 10px; padding: 6px 8px; min-width: 0;
  border-top: 1px solid var(--chart-line); }
.timeline .buttons { display: flex; gap: 1px; }
.timeline .speed { height: 26px; padding: 0 2px; border: 0; border-radius: 6px; background: none; color: var(--chart-muted);
  font: 11.5px var(--mono); cursor: pointer; }
.timeline .speed option { background: var(--chart-surface); color: var(--chart-text); }
.track { position: relative; flex: 1; min-width: 60px; height: 30px; }
.marks { position: absolute; inset: 4px 7px auto; width: calc(100% - 14px); height: 20px; overflow: visible; pointer-events: none; }
.marks path { fill: none; stroke: var(--chart-arrow); stroke-width: 2px; vector-effect: non-scaling-stroke; opacity: 0.8; }
.marks .moved, .marks .began { stroke: var(--chart-accent); }
.marks .failed { stroke: var(--chart-bad); }
.marks .ignored { stroke: var(--chart-line); opacity: 1; }
.track input { position: absolute; inset: 0; width: 100%; height: 30px; margin: 0; background: none; appearance: none;
  cursor: pointer; border-radius: 6px; }
.track input::-webkit-slider-runnable-track { height: 30px; background: linear-gradient(var(--chart-line), var(--chart-line))
  0 24px / 100% 1px no-repeat; }
.track input::-moz-range-track { height: 30px; background: linear-gradient(var(--chart-line), var(--chart-line))
  0 24px / 100% 1px no-repeat; }
.track input::-webkit-slider-thumb { appearance: none; width: 14px; height: 30px; border: 0; border-radius: 5px;
  background: var(--thumb); }
.track input::-moz-range-thumb { width: 14px; height: 30px; border: 0; border-radius: 5px; background: var(--thumb); }
.track input { --thumb: linear-gradient(var(--chart-text), var(--chart-text)) 50% 0 / 2px 27px no-repeat,
  radial-gradient(circle at 50% 24px, var(--chart-text) 5px, transparent 5.6px); }
.panel[data-past] .track input { --thumb: linear-gradient(var(--chart-past), var(--chart-past)) 50% 0 / 2px 27px no-repeat,
  radial-gradient(circle at 50% 24px, var(--chart-past) 5px, transparent 5.6px); }
.track input:disabled { opacity: 0.4; cursor: default; }
.place { margin: 0; font: 11.5px var(--mono); color: var(--chart-muted); white-space: nowrap; min-width: 11.5em; text-align: end; }
.latest { min-width: 92px; border: 1px solid var(--chart-line); }
.latest[data-live='true'] { opacity: 1; color: var(--chart-good); border-color: transparent; }
.latest[data-live='true']::before { content: ''; width: 7px; height: 7px; border-radius: 50%; background: currentColor; }
.panel[data-past] .latest { color: var(--chart-past); border-color: var(--chart-past-line); background: var(--chart-past-ground); font-weight: 600; }
@container (max-width: 700px) { .timeline { flex-wrap: wrap; gap: 4px 8px; } .track { order: -1; flex: 1 0 100%; }
  .place { flex: 1; min-width: 0; } }
`
