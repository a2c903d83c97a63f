import { VideoError } from '@reelstate/core/protocol'

/** What somebody has to set up differently, by SQLSTATE. */
const refusals: Record<string, string> = {
  '28000': 'it does not let this user in from here',
  '28P01': 'the user or the password is wrong',
  '3D000': 'the database does not exist',
  '42501':
    'its role may not do this. Let it create schemas in the database, or own the two schemas of the store',
}

/** SQLSTATE codes and classes after which the same call may succeed later. */
const passing = /^(08|25P0|40|53|55P03|57)/

/** Whether the server said so; anything else says that it could not be asked. */
const isAnswer = (code: string) => /^[0-9A-Z]{5}$/.test(code)

/**
 * What pg threw, without what may be secret: a constraint's detail holds the row, a parser's error the connection
 * string. Trouble with the connection is a `VideoError`; anything else is a fault, and users are told nothing of it.
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
  if (isAnswer(code) && !passing.test(code)) return new Error(`PostgreSQL: ${message} (${code})`)
  return new VideoError(
    'unavailable',
    `PostgreSQL does not answer (${code || message}). Check that it runs, and where the "connectionString" or the pool looks for it.`,
    { cause: new Error(message || code) },
  )
}
