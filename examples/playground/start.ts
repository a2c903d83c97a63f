import { fileURLToPath } from 'node:url'
import { getRequestListener } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { serve } from './serve.js'

/** The page is what `vite build` made of it. */
const root = process.env.PLAYGROUND_PAGE ?? fileURLToPath(new URL('dist', import.meta.url))
const files = new Hono().get('*', serveStatic({ root }))

await serve(() => ({ answer: getRequestListener(files.fetch) }))
