/** What can be done: the possible events with their editor, and the faults. */
export const ACTION_STYLES = `
.possible .scroller { padding: 0 12px 10px; }
.possible ul { display: flex; flex-wrap: wrap; gap: 6px; margin: 0; padding: 0; list-style: none; }
.possible li { display: flex; min-width: 0; }
.possible li button { border: 1px solid var(--chart-accent-line); border-radius: 7px; color: var(--chart-accent-text);
  background: var(--chart-surface); font: 600 12px var(--mono); padding: 0 9px; height: 28px; max-width: 100%; }
.possible li button:hover:not([aria-disabled='true']) { background: var(--chart-accent-ground); color: var(--chart-accent-text); }
.possible li button[aria-disabled='true'] { border-color: var(--chart-line); border-style: dashed; color: var(--chart-muted);
  font-weight: 400; background: none; cursor: not-allowed; opacity: 1; }
.possible li[data-possible='false'] button { border-color: var(--chart-line); border-style: dashed; color: var(--chart-muted);
  font-weight: 400; background: none; }
.possible li .edit { flex: none; min-width: 24px; padding: 0 5px; border-inline-start: 0; border-start-start-radius: 0; border-end-start-radius: 0; }
.possible li button:has(+ .edit:not([hidden])) { border-start-end-radius: 0; border-end-end-radius: 0; }
.possible li button[aria-expanded='true'] { background: var(--chart-accent-ground); }
.possible .reason { font: 11px ui-sans-serif, system-ui, sans-serif; overflow: hidden; text-overflow: ellipsis; }
.possible .reason:empty { display: none; }
/* What cannot happen comes last, without taking the place of what is being clicked. */
.possible li[data-possible='false'] { order: 1; }
.editor { margin: 10px 0 0; padding: 10px; border: 1px solid var(--chart-line); border-radius: 9px; background: var(--chart-surface); }
.editor strong { font: 600 12px var(--mono); }
.editor textarea { display: block; width: 100%; margin: 6px 0; padding: 7px 9px; resize: vertical; border: 1px solid var(--chart-line);
  border-radius: 6px; background: var(--chart-ground); font: 12px/1.5 var(--mono); }
.editor textarea[aria-invalid='true'] { border-color: var(--chart-bad); }
.editor .buttons { display: flex; gap: 6px; }
.editor .primary { background: var(--chart-accent-ground); color: var(--chart-accent-text); font-weight: 600; padding: 0 12px; }
.error { margin: 0 0 6px; color: var(--chart-bad); font-size: 12px; overflow-wrap: anywhere; }
.error:empty { display: none; }
.faults { grid-area: faults; display: flex; flex-wrap: wrap; align-items: center; gap: 4px 6px; padding: 6px 8px 6px 12px;
  border-top: 1px solid var(--chart-line); font-size: 12px; }
.faults h2 { margin-inline-end: 4px; }
.faults :is(button, select) { height: 26px; padding: 0 8px; border: 1px solid var(--chart-line); border-radius: 7px; color: var(--chart-text);
  background: var(--chart-surface); }
.faults button:hover:not(:disabled) { background: var(--chart-nested); }
.faults [aria-pressed='true'], .faults [aria-checked='true'] { border-color: var(--chart-bad); color: var(--chart-bad); }
.switch .knob { position: relative; width: 22px; height: 12px; border-radius: 6px; background: var(--chart-line); flex: none; }
.switch .knob::after { content: ''; position: absolute; inset: 2px auto auto 2px; width: 8px; height: 8px; border-radius: 50%;
  background: var(--chart-surface); }
.switch[aria-checked='true'] .knob { background: var(--chart-bad); }
.switch[aria-checked='true'] .knob::after { left: 12px; }
.away:empty { display: none; }
.faults .hint { flex: 1 1 260px; }
@container (max-width: 700px) { .faults { flex-wrap: nowrap; overflow-x: auto; scrollbar-width: thin; }
  .faults > * { flex: none; } .faults .hint { flex: none; white-space: nowrap; } }
.panel[data-file] > .faults { display: none; }
@media (prefers-reduced-motion: no-preference) {
  .switch .knob::after { transition: left 0.15s; }
  .possible li button, .faults button { transition: background-color 0.12s; }
}
`
