/** Where the system chooses all colours, states are told apart by its own: what is on or chosen is highlighted. */
export const FORCED_COLORS_STYLES = `
@media (forced-colors: active) {
  .chart .view :is(text, tspan), .chart .view .row :is(text, tspan) { fill: CanvasText; }
  .chart .view .box { fill: Canvas; stroke: CanvasText; }
  .arrow .line { stroke: CanvasText; }
  .arrow .head { fill: CanvasText; }
  .chart .view .lit > .box { stroke: Highlight; stroke-width: 3; }
  .chart .view .lit.nested > .box { stroke: Highlight; stroke-width: 1.5; }
  .taken > .glow { fill: none; stroke: Highlight; }
  .taken > .line { stroke: Highlight; stroke-width: 3; }
  .taken > .head { fill: Highlight; }
  .track input { forced-color-adjust: none; }
  .panel .track input { --thumb: linear-gradient(Highlight, Highlight) 50% 0 / 3px 27px no-repeat,
    radial-gradient(circle at 50% 24px, Highlight 5px, transparent 5.6px); }
  .track input::-webkit-slider-runnable-track { background: linear-gradient(CanvasText, CanvasText) 0 24px / 100% 1px no-repeat; }
  .track input::-moz-range-track { background: linear-gradient(CanvasText, CanvasText) 0 24px / 100% 1px no-repeat; }
  .marks path { stroke: CanvasText; }
  .marks :is(.moved, .began) { stroke: Highlight; }
  .switch .knob { forced-color-adjust: none; background: Canvas; outline: 1px solid ButtonText; }
  .switch .knob::after { background: ButtonText; }
  .switch[aria-checked='true'] .knob { background: Highlight; }
  .switch[aria-checked='true'] .knob::after { background: HighlightText; }
  .choice label:has(:checked), .event .main[aria-current], .faults [aria-pressed='true'], .possible [aria-expanded='true'] {
    forced-color-adjust: none; background: Highlight; color: HighlightText; }
  .event .main[aria-current] :is(.name, .led, .since, .clock) { color: HighlightText; }
  .event:has([aria-current]) .open { forced-color-adjust: none; color: HighlightText; }
  .choice label:has(:focus-visible) { outline-color: CanvasText; }
  .event .dot { forced-color-adjust: none; border-color: CanvasText; }
  .event:is([data-kind='moved'], [data-kind='began']) .dot { background: CanvasText; border-color: CanvasText; }
  .event .main[aria-current] .dot { border-color: HighlightText; }
  .event:is([data-kind='moved'], [data-kind='began']) .main[aria-current] .dot { background: HighlightText; border-color: HighlightText; }
  .latest[data-live='true']::before { forced-color-adjust: none; background: Highlight; }
  .banner, .past { border-block: 1px solid Highlight; }
  :is(button:disabled, button[aria-disabled='true']) { color: GrayText; opacity: 1; }
  .tree [data-change='changed'] > .key, .tree [data-change='changed'] > details > summary > .key { outline: 1px solid Highlight; }
}
`
