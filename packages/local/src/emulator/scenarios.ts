/** One way a video job may go, played on demand. */
export interface EmulatorScenario {
  /** What a prompt names after `#fault:`. */
  name: ScenarioName
  title: string
  /** One sentence for people. */
  says: string
  group: 'normal' | 'create' | 'poll' | 'end' | 'result' | 'cancel' | 'webhook'
}

export type ScenarioName = (typeof SCENARIOS)[number]['name']

const SCENARIOS = [
  { name: 'happy', group: 'normal', title: 'All goes well', says: 'The job waits, runs and succeeds.' },
  {
    name: 'slow',
    group: 'normal',
    title: 'Slow',
    says: 'The job waits twenty times and runs ten times as long: 20 s and 60 s at the default pace.',
  },
  {
    name: 'stuck-progress',
    group: 'normal',
    title: 'Progress stands still',
    says: 'The progress stays at 40 % for a long time, then the job succeeds.',
  },
  {
    name: 'no-progress',
    group: 'normal',
    title: 'No progress',
    says: 'The progress stays at 0 % until the job succeeds.',
  },
  {
    name: 'queued-long',
    group: 'normal',
    title: 'Long queue',
    says: 'The job waits in the queue five times as long as it runs.',
  },
  {
    name: 'rate-limit-create',
    group: 'create',
    title: 'Create: rate limited once',
    says: 'The first create of a prompt is answered 429 with Retry-After: 1 and makes no job; the next one works.',
  },
  {
    name: 'rate-limit-always',
    group: 'create',
    title: 'Create: always rate limited',
    says: 'Every create is answered 429 with Retry-After: 1 and makes no job.',
  },
  {
    name: 'create-500',
    group: 'create',
    title: 'Create: server error',
    says: 'Every create is answered 500 and makes no job.',
  },
  {
    name: 'create-cut',
    group: 'create',
    title: 'Create: connection cut',
    says: 'The job is made, and the connection cut before the answer.',
  },
  {
    name: 'create-hangs',
    group: 'create',
    title: 'Create: late answer',
    says: 'The job is made, and the answer comes 30 s later.',
  },
  {
    name: 'moderated-create',
    group: 'create',
    title: 'Create: refused by moderation',
    says: 'The prompt is refused at once, and no job is made.',
  },
  {
    name: 'unavailable',
    group: 'create',
    title: 'Create: API shut down',
    says: 'Every create is answered 404, as by a video API that no longer exists.',
  },
  {
    name: 'unauthorized',
    group: 'create',
    title: 'Create: wrong key',
    says: 'Every create is answered 401.',
  },
  {
    name: 'rate-limit-poll',
    group: 'poll',
    title: 'Poll: rate limited',
    says: 'Every third poll, from the first on, is answered 429 with Retry-After: 1.',
  },
  {
    name: 'poll-500',
    group: 'poll',
    title: 'Poll: server error',
    says: 'The first poll is answered 500; the job goes on.',
  },
  {
    name: 'poll-502',
    group: 'poll',
    title: 'Poll: HTML error page',
    says: 'The first poll is answered 502 with an HTML page; the job goes on.',
  },
  {
    name: 'poll-cut',
    group: 'poll',
    title: 'Poll: connection cut',
    says: 'The connection of the first poll is cut; the job goes on.',
  },
  {
    name: 'poll-hangs',
    group: 'poll',
    title: 'Poll: late answer',
    says: 'The first poll is answered 30 s late; the job goes on.',
  },
  {
    name: 'odd-json',
    group: 'poll',
    title: 'Poll: half an answer',
    says: 'The first poll is answered with the first half of its JSON; the job goes on.',
  },
  {
    name: 'unknown-state',
    group: 'poll',
    title: 'Poll: unknown state',
    says: 'While the job runs, its state is a word that no documentation has.',
  },
  {
    name: 'empty-202',
    group: 'poll',
    title: 'Poll: empty answer',
    says: 'While the job waits, polls are answered 202 without a body, as xAI does; elsewhere all goes well.',
  },
  {
    name: 'throttled',
    group: 'poll',
    title: 'Poll: throttled',
    says: "The job waits beyond the account's concurrency, as Runway says it; elsewhere it waits in the queue.",
  },
  {
    name: 'moderated',
    group: 'end',
    title: 'End: moderated',
    says: 'The job runs, and its video is withheld by moderation.',
  },
  { name: 'failed', group: 'end', title: 'End: failed', says: 'The job runs and fails with a reason.' },
  {
    name: 'failed-without-text',
    group: 'end',
    title: 'End: failed without a reason',
    says: 'The job runs and fails, and nothing says why.',
  },
  {
    name: 'expired',
    group: 'end',
    title: 'End: expired',
    says: 'The job expires before it is done; it fails where the provider knows no such end.',
  },
  {
    name: 'aborted',
    group: 'end',
    title: 'End: aborted',
    says: 'The job is aborted before it starts, as Replicate does; elsewhere it fails.',
  },
  {
    name: 'completed-422',
    group: 'end',
    title: 'End: completed without a video',
    says: 'The job completes and its result is a 422, as at fal; elsewhere it is moderated.',
  },
  {
    name: 'inline-base64',
    group: 'result',
    title: 'Result: inline',
    says: 'The video comes as base64 in the poll although a link was asked for, as Gemini may; elsewhere all goes well.',
  },
  {
    name: 'url-expired',
    group: 'result',
    title: 'Result: link expired',
    says: 'The first link to the video is answered 403; one from a fresh poll works.',
  },
  {
    name: 'content-gone',
    group: 'result',
    title: 'Result: video gone',
    says: 'The job succeeds, and its video is gone: its links are answered 410, its content 404.',
  },
  {
    name: 'cancel-too-late',
    group: 'cancel',
    title: 'Cancel: too late',
    says: 'A cancellation changes nothing: the job goes on and succeeds.',
  },
  {
    name: 'delete-404',
    group: 'cancel',
    title: 'Cancel: gone afterwards',
    says: 'A cancellation removes the job: every later poll is answered 404.',
  },
  {
    name: 'webhook-duplicate',
    group: 'webhook',
    title: 'Webhook: twice',
    says: 'The webhook comes twice, with the same delivery id.',
  },
  {
    name: 'webhook-late',
    group: 'webhook',
    title: 'Webhook: late',
    says: 'The webhook comes 30 s after the end.',
  },
  {
    name: 'webhook-forged',
    group: 'webhook',
    title: 'Webhook: forged',
    says: 'When the job starts, a webhook signed with a wrong secret says that it failed; the true one follows at the end.',
  },
] as const satisfies readonly (Omit<EmulatorScenario, 'name'> & { name: string })[]

/** Every scenario, in the order in which people look for them. */
export const EMULATOR_SCENARIOS: readonly EmulatorScenario[] = SCENARIOS

export const isScenarioName = (name: string): name is ScenarioName =>
  SCENARIOS.some((scenario) => scenario.name === name)

/** What to tell somebody who named a scenario that does not exist. */
export const unknownScenario = (name: string): string =>
  `There is no scenario ${JSON.stringify(name)}. Name one of: ${SCENARIOS.map((known) => known.name).join(', ')}.`

const IN_PROMPT = /#fault:([\w-]+)/i

/** The scenario that a prompt names with `#fault:<name>`, which may be one that does not exist. */
export const scenarioIn = (prompt: string): string | undefined => IN_PROMPT.exec(prompt)?.[1]?.toLowerCase()

/** The prompt without the name of a scenario: what is to be seen in the video. */
export const withoutScenario = (prompt: string): string => prompt.replace(IN_PROMPT, '').trim()
