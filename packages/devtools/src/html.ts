/** An element with its attributes and what is inside it. */
export function html<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  values: Readonly<Record<string, string>> = {},
  ...inside: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(values)) made.setAttribute(key, value)
  made.append(...inside)
  return made
}

/** A button that does something to the panel, and never sends a form around it. While it is `setOff` it does nothing. */
export function button(
  inside: readonly (Node | string)[],
  values: Readonly<Record<string, string>>,
  onClick: () => void,
): HTMLButtonElement {
  const made = html('button', { type: 'button', ...values }, ...inside)
  made.addEventListener('click', () => {
    if (!isOff(made)) onClick()
  })
  return made
}

/** Writes an attribute only where it differs. */
export function setAttribute(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value)
}

/** Takes a button out of use, or back. It can still be focused: one that a press puts out of use keeps the keyboard. */
export function setOff(made: HTMLButtonElement, off: boolean): void {
  if (off) made.setAttribute('aria-disabled', 'true')
  else made.removeAttribute('aria-disabled')
}

export const isOff = (made: HTMLButtonElement) => made.getAttribute('aria-disabled') === 'true'

/** What has the keyboard's focus inside `place`; null where it is elsewhere. */
export function focusedIn(place: HTMLElement): Element | null {
  const { activeElement } = place.getRootNode() as Document | ShadowRoot
  return place.contains(activeElement) ? activeElement : null
}

/** Writes a text only where it differs: a repaint that changes nothing costs nothing. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}
