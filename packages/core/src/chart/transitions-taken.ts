/**
 * The transitions that an inspection event tells of, as `ChartTransition.definition` has them; none for any other event
 * than a microstep. XState keeps them in a field of its own, which only this line knows.
 */
export const transitionsTaken = (event: object): readonly object[] =>
  (event as { readonly _transitions?: readonly object[] })._transitions ?? []
