import { WireError } from './wires/wire.js'

/** A multipart or form body as `FormData`, any other as JSON; undefined when there is none. */
export async function readBody(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type') ?? ''
  try {
    if (/^(multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(type))
      return await request.formData()
    const text = await request.text()
    return text === '' ? undefined : (JSON.parse(text) as unknown)
  } catch (error) {
    request.signal.throwIfAborted()
    const reason = error instanceof Error ? error.message : String(error)
    throw new WireError('invalid_input', `The body could not be read as ${type || 'JSON'}: ${reason}`)
  }
}
