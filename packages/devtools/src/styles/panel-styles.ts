/** How the parts are arranged: beside each other where there is room, one at a time where there is not. */
export const PANEL_STYLES = `
:host(:not([view='chart'])) { height: 760px; max-height: var(--reelstate-max-height, none); overflow: hidden;
  border: 1px solid var(--chart-line); }
:host([view='chart']) .panel > :not(.chart) { display: none; }
:host(:not([view='chart'])) .panel { display: grid; height: 100%; min-height: 0;
  grid-template: 'top' auto 'notes' auto 'panes' auto 'main' minmax(0, 1fr) 'time' auto 'faults' auto / minmax(0, 1fr); }
.panel[data-past] .chart, .panel[data-past] .events { --chart-accent: var(--chart-past);
  --chart-accent-ground: var(--chart-past-ground); --chart-accent-text: var(--chart-past);
  --chart-accent-line: var(--chart-past-line); }
:host(:not([view='chart'])) .panel > :is(.chart, .possible, .events, .context) { display: none; grid-area: main;
  flex-direction: column; min-height: 0; min-width: 0; }
:host(:not([view='chart'])) :is([data-pane='chart'] > .chart, [data-pane='possible'] > .possible,
  [data-pane='events'] > .events, [data-pane='context'] > .context):not(.choice) { display: flex; }
:host(:not([view='chart'])) .view { flex: 1; min-height: 0; max-height: none; border-radius: 0; }
.top { grid-area: top; display: flex; align-items: center; gap: 8px; padding: 6px 8px; min-width: 0;
  border-bottom: 1px solid var(--chart-line); }
.notes { grid-area: notes; }
.panes { grid-area: panes; }
.choice { display: flex; gap: 2px; flex: 1; min-width: 0; margin: 0; padding: 2px; border: 0; overflow-x: auto;
  scrollbar-width: thin; }
.choice legend { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.choice label { position: relative; display: flex; align-items: baseline; gap: 6px; padding: 3px 10px; border-radius: 7px;
  color: var(--chart-muted); cursor: pointer; white-space: nowrap; }
.choice label:hover { background: var(--chart-nested); color: var(--chart-text); }
.choice input { position: absolute; inset: 0; margin: 0; opacity: 0; cursor: pointer; }
.choice label:has(:checked) { background: var(--chart-accent-ground); color: var(--chart-accent-text); }
.choice label:has(:focus-visible) { outline: 2px solid var(--chart-accent); outline-offset: -1px; }
.choice .name { font-weight: 600; }
.choice .detail { font: 11px var(--mono); }
.choice .detail:empty { display: none; }
.panes { padding: 4px 6px; border-bottom: 1px solid var(--chart-line); }
.panes label { flex: 1; justify-content: center; padding: 5px 8px; }
.recording { display: flex; gap: 2px; margin-inline-start: auto; }
.banner, .refused { display: flex; align-items: center; gap: 8px; padding: 5px 8px 5px 14px; font-size: 12px; }
.banner span, .refused span { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.banner { background: var(--chart-past-ground); color: var(--chart-past); border-bottom: 1px solid var(--chart-past-line); }
.banner button, .refused button { color: inherit; }
.refused { color: var(--chart-bad); border-bottom: 1px solid var(--chart-line); }
.past { display: flex; align-items: baseline; gap: 8px; padding: 5px 14px; background: var(--chart-past-ground);
  color: var(--chart-past); font-size: 12px; }
.past-text { font: 11.5px var(--mono); overflow-wrap: anywhere; }
.panel section > header { display: flex; align-items: center; gap: 8px; min-height: 32px; padding: 3px 8px 3px 12px; }
.count { font: 11px var(--mono); color: var(--chart-muted); }
.scroller { flex: 1; min-height: 0; overflow: auto; scrollbar-width: thin; overscroll-behavior: contain; }
/* What happens inside moves nothing outside, so that little is laid out again. */
:host(:not([view='chart'])) :is(.chart .view, .events .scroller, .context .scroller), .event { contain: strict; }
@container (max-width: 520px) { .recording button span { display: none; } }
@container (min-width: 900px) {
  :host(:not([view='chart'])) .panel { grid-template: 'top top' auto 'notes notes' auto 'chart possible' fit-content(38%)
    'chart events' minmax(90px, 1fr) 'chart context' minmax(90px, 1fr) 'time time' auto 'faults faults' auto
    / minmax(0, 1.45fr) minmax(350px, 1fr); }
  :host(:not([view='chart'])) .panel > :is(.chart, .possible, .events, .context) { display: flex; }
  :host(:not([view='chart'])) .panel:has(.editor:not([hidden])) { grid-template-rows: auto auto fit-content(58%)
    minmax(90px, 1fr) minmax(90px, 1fr) auto auto; }
  .panel > .panes { display: none; }
  :host(:not([view='chart'])) .panel > .chart { grid-area: chart; }
  :host(:not([view='chart'])) .panel > .possible { grid-area: possible; }
  :host(:not([view='chart'])) .panel > .events { grid-area: events; border-top: 1px solid var(--chart-line); }
  :host(:not([view='chart'])) .panel > .context { grid-area: context; border-top: 1px solid var(--chart-line); }
  .panel > :is(.possible, .events, .context) { border-inline-start: 1px solid var(--chart-line); }
}
`
