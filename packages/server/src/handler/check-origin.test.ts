import { describe, expect, it } from 'vitest'
import { checkOrigin } from './check-origin.js'

const request = (headers: Record<string, string>) =>
  new Request('http://10.0.0.7:3000/video', { method: 'POST', headers })

/** Behind a proxy that ends TLS and names the host anew, which is all that this server sees. */
const options = { publicUrl: 'https://app.example/api/video' }

describe('behind a proxy that names the host anew', () => {
  it.each([
    ['what a browser calls its own', { origin: 'https://app.example', 'sec-fetch-site': 'same-origin' }],
    ['an older browser on the public URL', { origin: 'https://app.example' }],
    ['what a user typed', { 'sec-fetch-site': 'none' }],
    ['what is no browser', {}],
  ])('%s is let through', (_, headers) => {
    expect(() => checkOrigin(request(headers), options)).not.toThrow()
  })

  it.each([
    ['an older browser on another site', { origin: 'https://evil.example' }],
    ['one that begins alike', { origin: 'https://app.example.evil.example' }],
    ['an older sandbox', { origin: 'null' }],
    ['a sibling of the site', { origin: 'https://blog.app.example', 'sec-fetch-site': 'same-site' }],
    ['another site that says nothing of itself', { 'sec-fetch-site': 'cross-site' }],
  ])('%s is refused', (_, headers) => {
    expect(() => checkOrigin(request(headers), options)).toThrow(/comes from another site/)
  })
})
