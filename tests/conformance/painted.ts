/** React renders, and runs its effects, in tasks of its own. */
export const painted = () => new Promise((resolve) => setTimeout(resolve, 20))
