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

/** A button that does something to the panel, and never sends a form around it. */
export function button(
  inside: readonly (Node | string)[],
  values: Readonly<Record<string, string>>,
  onClick: () => void,
): HTMLButtonElement {
  const made = html('button', { type: 'button', ...values }, ...inside)
  made.addEventListener('click', onClick)
  return made
}

/** Writes a text only where it differs: a repaint that changes nothing costs nothing. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}
