import { fromBase64Url } from '../../security/base64-url.js'
import { dateOf, fieldsOf, numberOf } from './read-fields.js'

/** When a signed URL stops working, where it says so: as S3 and its likes write it, or in a JSON Web Token. */
export function readSignedExpiry(url: string): Date | undefined {
  if (!URL.canParse(url)) return undefined
  for (const [name, value] of new URL(url).searchParams) {
    if (/^X-\w+-Expires$/i.test(name)) return afterSigning(url, name, numberOf(value))
    const payload = /^eyJ[\w-]+\.([\w-]+)\.[\w-]*$/.exec(value)?.[1]
    const expiresAt = payload && dateOf(claimsOf(payload).exp)
    if (expiresAt) return expiresAt
  }
  return undefined
}

/** `X-Amz-Expires` counts seconds from `X-Amz-Date`, which is written `20260718T144824Z`. */
function afterSigning(url: string, name: string, seconds: number | undefined): Date | undefined {
  const signed = new URL(url).searchParams.get(name.replace(/Expires$/i, 'Date')) ?? ''
  const [, date, time] = /^(\d{8})T(\d{6})Z$/.exec(signed) ?? []
  if (seconds === undefined || date === undefined || time === undefined) return undefined
  const day = date.replace(/(....)(..)(..)/, '$1-$2-$3')
  const moment = dateOf(`${day}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`)
  return moment && new Date(moment.getTime() + seconds * 1000)
}

function claimsOf(payload: string): Record<string, unknown> {
  try {
    return fieldsOf(JSON.parse(new TextDecoder().decode(fromBase64Url(payload))))
  } catch {
    return {}
  }
}
