import { fileURLToPath } from 'node:url'
import { createServer as createVite } from 'vite'
import { serve } from './serve.js'

/** Vite makes the page from its sources as it is asked for it. */
await serve(async (server) => {
  const vite = await createVite({
    root: fileURLToPath(new URL('.', import.meta.url)),
    appType: 'spa',
    server: { middlewareMode: { server }, hmr: { server } },
  })
  return { answer: vite.middlewares, close: () => vite.close() }
})
