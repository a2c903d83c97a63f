/** What the emulated provider says of a job that failed. */
export const VERDICT = 'The model could not finish this video.'
