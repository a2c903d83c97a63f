import { ReelstateDevtools } from './reelstate-devtools.js'

/** Defines `<reelstate-devtools>`, once; importing the package does it. Does nothing where there is no page. */
export function defineDevtools(): void {
  if (typeof customElements === 'undefined' || customElements.get('reelstate-devtools')) return
  customElements.define('reelstate-devtools', ReelstateDevtools)
}

declare global {
  interface HTMLElementTagNameMap {
    'reelstate-devtools': ReelstateDevtools
  }
}
