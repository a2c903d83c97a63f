/** Events, payloads and contexts: lists of names and values. */
export const VALUE_STYLES = `
.filter { margin-inline-start: auto; width: 9.5em; height: 24px; padding: 0 8px; border: 1px solid var(--chart-line);
  border-radius: 6px; background: var(--chart-surface); font-size: 12px; }
.filter::placeholder { color: var(--chart-muted); opacity: 1; }
.events > .hint { padding: 4px 12px 10px; }
.events .scroller { position: relative; border-top: 1px solid var(--chart-nested); }
.rows { position: relative; margin: 0; padding: 0; list-style: none; overflow: hidden; }
.event { position: absolute; inset: 0 0 auto 0; height: 26px; }
.event .main { width: 100%; height: 26px; padding: 0 12px 0 30px; border-radius: 0; justify-content: flex-start; gap: 8px;
  font: 12px var(--mono); color: var(--chart-text); }
.event .open { position: absolute; inset: 1px auto auto 5px; z-index: 1; min-width: 24px; width: 24px; height: 24px; padding: 0; }
.event .open::before { content: ''; width: 5px; height: 5px; border: solid currentColor; border-width: 0 1.5px 1.5px 0;
  transform: rotate(-45deg); }
.event .open[aria-expanded='true']::before { transform: rotate(45deg); }
.event .dot { width: 7px; height: 7px; border-radius: 50%; flex: none; border: 1.5px solid var(--chart-arrow); }
.event[data-kind='moved'] .dot, .event[data-kind='began'] .dot { background: var(--chart-accent); border-color: var(--chart-accent); }
.event[data-kind='ignored'] .dot { border-style: dotted; }
.event[data-kind='failed'] .dot { background: var(--chart-bad); border-color: var(--chart-bad); }
.event[data-kind='failed'] .name { color: var(--chart-bad); }
.event .name { font-weight: 600; text-align: start; overflow: hidden; text-overflow: ellipsis; flex: 0 1 auto; min-width: 3em; }
.event .led { flex: 1 1 0; min-width: 0; overflow: hidden; text-overflow: ellipsis; text-align: start; color: var(--chart-muted); }
.event[data-kind='moved'] .led { color: var(--chart-accent-text); }
.event[data-kind='ignored'] .name { font-weight: 400; color: var(--chart-muted); }
.event .since { flex: none; color: var(--chart-text); font-size: 11px; }
.event .clock { flex: none; color: var(--chart-muted); font-size: 11px; }
.event .main[aria-current] { background: var(--chart-accent-ground); box-shadow: inset 2px 0 var(--chart-accent); }
.event .main[aria-current] :is(.led, .clock) { color: var(--chart-accent-text); }
.payload { position: absolute; inset: 0 0 auto 0; padding: 2px 12px 8px 24px; }
@container (max-width: 1150px) { .event .clock { display: none; } }
@container (max-width: 899px) and (min-width: 480px) { .event .clock { display: inline; } }
.tree, .tree ul { margin: 0; padding: 0; list-style: none; font: 12px/1.6 var(--mono); }
.tree ul { margin-inline-start: 6px; padding-inline-start: 12px; border-inline-start: 1px solid var(--chart-line); }
.tree li { overflow-wrap: anywhere; padding-inline-start: 14px; }
.tree li:has(> details) { padding-inline-start: 0; }
.tree summary { cursor: pointer; border-radius: 4px; list-style: none; padding-inline-start: 14px; position: relative; }
.tree summary::-webkit-details-marker { display: none; }
.tree summary::before { content: ''; position: absolute; left: 2px; top: 0.55em; width: 5px; height: 5px;
  border: solid var(--chart-muted); border-width: 0 1.5px 1.5px 0; transform: rotate(-45deg); }
.tree details[open] > summary::before { transform: rotate(45deg); top: 0.5em; }
.tree .key { color: var(--chart-text); margin-inline-end: 0.6em; }
.tree .key::after { content: ':'; color: var(--chart-muted); }
.value.text { color: var(--chart-good); } .value.number { color: var(--chart-number); }
.value.word { color: var(--chart-accent-text); } .value:is(.empty, .object) { color: var(--chart-muted); }
.tree .more { color: var(--chart-muted); }
.tree [data-change='changed'] > .key, .tree [data-change='changed'] > details > summary > .key { background: var(--chart-accent-ground);
  color: var(--chart-accent-text); border-radius: 2px; box-shadow: 0 0 0 2px var(--chart-accent-ground); font-weight: 600; }
.tree [data-change='inside'] > details > summary > .key { color: var(--chart-accent-text); font-weight: 600; }
.context .scroller { padding: 0 12px 10px 12px; }
.context .tree { margin-inline-start: -2px; }
.changes { margin: 0 0 8px; padding: 6px 10px; list-style: none; font: 12px/1.6 var(--mono); border-radius: 8px;
  background: var(--chart-surface); border: 1px solid var(--chart-line); }
.changes li { display: flex; flex-wrap: wrap; column-gap: 8px; overflow-wrap: anywhere; }
.changes .key { font-weight: 600; } .changes .old { color: var(--chart-muted); text-decoration: line-through; }
.changes span { min-width: 0; max-width: 100%; }
.changes .new { color: var(--chart-accent-text); } .becomes { color: var(--chart-muted); }
`
