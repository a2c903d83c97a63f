import { VideoError } from '@reelstate/core/protocol'

/** What somebody has to set up differently, by SQLSTATE. */
const refusals: Record<string, string> = {
  '28000': 'it does not let this user in from here',
  '28P01': 'the user or the password is wrong',
  '3D000': 'the database does not exist',
  '42501':
    'its role may not do this. Let it create schemas in the database, or own the two schemas of the store',
}

/** What may pass by itself. Users read `told`; what happened, and what to do about it, is for whoever runs the server. */
interface Trouble {
  told: string
  happened: string
  advice: string
}

const busy = 'The database is busy. Try again in a moment.'
const readOnly = 'The database cannot store anything just now. Try again later.'

const silent: Trouble = {
  told: 'The database cannot be reached just now. Try again in a moment.',
  happened: 'PostgreSQL does not answer',
  advice: 'Check that it runs, and where the "connectionString" or the pool looks for it.',
}

/** By the start of SQLSTATE; the first that fits counts. */
const troubles: [start: RegExp, trouble: Trouble][] = [
  [
    /^(25P0|40|55P03|57014)/,
    {
      told: busy,
      happened: 'PostgreSQL gave a transaction up, and stored nothing of it',
      advice: 'It took too long, or others were in its way: the same call may succeed next time.',
    },
  ],
  [
    /^53300/,
    {
      told: busy,
      happened: 'PostgreSQL takes no more connections',
      advice:
        'Raise its "max_connections", or the limit of the role, or have fewer instances or smaller pools.',
    },
  ],
  [
    /^53100/,
    { told: readOnly, happened: 'The disk of PostgreSQL is full', advice: 'Make room on it, or enlarge it.' },
  ],
  [
    /^53/,
    {
      told: busy,
      happened: 'PostgreSQL is out of memory or the like',
      advice: 'Give it more, or ask less of it.',
    },
  ],
  [
    /^25006/,
    {
      told: readOnly,
      happened: 'This PostgreSQL can only be read, as a standby can',
      advice: 'Check that the "connectionString" or the pool leads to the primary.',
    },
  ],
  [/^(08|57)/, silent],
]

const poolTaken: Trouble = {
  told: busy,
  happened: 'No connection of the pool came free in time',
  advice: 'Find what holds them, or give the store a "pool" with a greater "max" than the ten of its own.',
}

/** What pg-pool says of that; it gives no code. */
const POOL_TAKEN = 'timeout exceeded when trying to connect'

/** Whether the server said so; anything else says that it could not be asked. */
const isAnswer = (code: string) => /^[0-9A-Z]{5}$/.test(code)

/**
 * What pg threw, without what may be secret: a constraint's detail holds the row, a parser's error the connection
 * string. What may pass is a `VideoError` `unavailable` whose `cause` tells what to do about it; anything else is a fault,
 * and users are told nothing of it.
 */
export function toStoreError(thrown: unknown): Error {
  const { code = '', message = '' } = thrown as { code?: string; message?: string }
  if (code === 'ERR_INVALID_URL') {
    return new VideoError(
      'invalid_options',
      'The "connectionString" is not a URL. Give it as postgres://user:password@host:5432/database, with what is special in the password percent-encoded.',
    )
  }
  const refusal = refusals[code]
  if (refusal) return new VideoError('invalid_options', `PostgreSQL refuses: ${refusal} (${code}).`)
  const said = [code, message].filter(Boolean).join(': ')
  if (!isAnswer(code)) return unavailable(message === POOL_TAKEN ? poolTaken : silent, said)
  const [, trouble] = troubles.find(([start]) => start.test(code)) ?? []
  return trouble ? unavailable(trouble, said) : new Error(`PostgreSQL: ${message} (${code})`)
}

/** What the call that waits for the installation of the tables throws. */
export function toInstallError(thrown: unknown, lock: string): Error {
  const { code } = thrown as { code?: unknown }
  if (code !== '55P03') return toStoreError(thrown)
  const trouble = {
    told: 'The database is being set up. Try again in a moment.',
    happened: 'Another instance has been setting up the tables for more than ten seconds',
    advice: 'They are used once it is done. Should it hang, PostgreSQL ends its session within ten minutes.',
  }
  return unavailable(trouble, `it holds the lock "${lock}"`)
}

function unavailable({ told, happened, advice }: Trouble, said: string): VideoError {
  return new VideoError('unavailable', told, { cause: new Error(`${happened} (${said}). ${advice}`) })
}
