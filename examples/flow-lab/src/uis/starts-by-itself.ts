/** Whether a finished video begins to play, muted: not where the system asks for less motion. */
export const startsByItself = (): boolean => !matchMedia('(prefers-reduced-motion: reduce)').matches
