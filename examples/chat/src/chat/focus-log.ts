/** Whoever uses the keyboard goes on from the conversation. */
export function focusLog(): void {
  document.querySelector<HTMLElement>('[role="log"]')?.focus({ preventScroll: true })
}
