/** Whether a key in the composer sends: Enter, but not with Shift, and not while a word is being composed. */
export const sends = ({ key, shiftKey, isComposing }: KeyboardEvent): boolean =>
  key === 'Enter' && !shiftKey && !isComposing
