/** Weaker than any rule of a page outside of layers; a page that has layers names this one before them. */
const CSS = `
@layer reelstate-video {
:where(.reelstate-video) {
  position: relative;
  box-sizing: border-box;
  display: grid;
  grid-template-columns: minmax(0, 1fr);
  width: 100%;
  min-width: 0;
  max-width: var(--reelstate-video-width, 600px);
  margin: 0;
  border-radius: var(--reelstate-video-radius, 12px);
  background: var(--reelstate-video-background, color-mix(in srgb, currentColor 7%, transparent));
}
:where(.reelstate-video) > :where(video, .reelstate-video-panel, .reelstate-video-note) {
  grid-area: 1 / 1;
}
:where(.reelstate-video) > :where(video) {
  display: block;
  width: 100%;
  max-height: var(--reelstate-video-height, 80vh);
  aspect-ratio: auto var(--reelstate-video-ratio, 16 / 9);
  border-radius: inherit;
  background: #000;
  object-fit: contain;
}
:where(.reelstate-video[data-state='pending']) {
  overflow: hidden;
}
:where(.reelstate-video-panel) {
  aspect-ratio: var(--reelstate-video-ratio, 16 / 9);
}
:where(.reelstate-video-panel)::after {
  content: '';
  position: absolute;
  inset: 0;
  background: linear-gradient(105deg, transparent 30%, color-mix(in srgb, currentColor 6%, transparent) 50%, transparent 70%);
  animation: reelstate-video-sheen 2.8s ease-in-out infinite;
}
:where(.reelstate-video-bar) {
  position: absolute;
  inset: auto 0 0;
  height: 4px;
  background: color-mix(in srgb, currentColor 12%, transparent);
}
:where(.reelstate-video-bar:not([aria-valuenow])) {
  background: none;
}
:where(.reelstate-video-bar) > :where(div) {
  height: 100%;
  background: var(--reelstate-video-accent, #7c6cf0);
  transition: width 400ms ease-out;
}
:where(.reelstate-video-note) {
  /* Above the sheen, so that its button can be pressed. */
  position: relative;
  z-index: 1;
  align-self: end;
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 6px 12px;
  padding: 12px 16px;
  overflow-wrap: anywhere;
}
:where([data-state='pending']) > :where(.reelstate-video-note) {
  padding-block-end: 16px;
}
:where(.reelstate-video[data-state='failed']) {
  background: var(--reelstate-video-background, color-mix(in srgb, var(--reelstate-video-alert, #e5484d) 10%, transparent));
  box-shadow: inset 0 0 0 1px color-mix(in srgb, var(--reelstate-video-alert, #e5484d) 40%, transparent);
}
:where([data-state='video']) > :where(.reelstate-video-note) {
  position: absolute;
  width: 1px;
  height: 1px;
  padding: 0;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
:where(.reelstate-video-detail) {
  font-variant-numeric: tabular-nums;
}
:where(.reelstate-video-note) > :where(button) {
  margin-inline-start: auto;
  padding: 4px 14px;
  border: 1px solid color-mix(in srgb, currentColor 35%, transparent);
  border-radius: 999px;
  background: none;
  color: inherit;
  font: inherit;
  cursor: pointer;
}
:where(.reelstate-video-note) > :where(button:hover) {
  background: color-mix(in srgb, currentColor 10%, transparent);
}
@keyframes reelstate-video-sheen {
  from {
    transform: translateX(-100%);
  }
  to {
    transform: translateX(100%);
  }
}
@media (prefers-reduced-motion: reduce) {
  :where(.reelstate-video-panel)::after {
    animation: none;
    background: none;
  }
  :where(.reelstate-video-bar) > :where(div) {
    transition: none;
  }
}
@media (forced-colors: active) {
  :where(.reelstate-video) {
    border: 1px solid;
  }
  :where(.reelstate-video-bar) > :where(div) {
    background: Highlight;
  }
}
}
`

const sheets = new WeakMap<Document, CSSStyleSheet>()

/**
 * Gives a page, or a shadow root in it, the style of messages, once. It is adopted from script, which a content security
 * policy without inline styles allows.
 */
export function adoptStyles(root: Document | ShadowRoot): void {
  const page = 'host' in root ? root.ownerDocument : root
  // A page of a test may have neither.
  if (!page.defaultView || !root.adoptedStyleSheets) return
  let sheet = sheets.get(page)
  if (!sheet) {
    sheet = new page.defaultView.CSSStyleSheet()
    sheet.replaceSync(CSS)
    sheets.set(page, sheet)
  }
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet)
}
