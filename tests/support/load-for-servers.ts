import { basename, dirname } from 'node:path'
import type { Component } from 'svelte'
import { compile } from 'svelte/compiler'
import { createServer, type Plugin } from 'vite'

/** The component in a Svelte file, made for servers; those of ours that it shows, too. */
export async function loadForServers<Props extends Record<string, unknown>>(
  file: string,
): Promise<Component<Props>> {
  const compiler = await createServer({
    configFile: false,
    root: dirname(file),
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, watch: null, ws: false },
    optimizeDeps: { noDiscovery: true, include: [] },
    plugins: [compileForServers],
    ssr: {
      // Their sources hold components.
      noExternal: [/^@reelstate\//],
      resolve: { conditions: ['@reelstate/source', 'node', 'development|production'] },
    },
  })
  try {
    return (await compiler.ssrLoadModule(`/${basename(file)}`)).default
  } finally {
    await compiler.close()
  }
}

const compileForServers: Plugin = {
  name: 'compile-for-servers',
  transform: (code, id) =>
    id.endsWith('.svelte') ? compile(code, { generate: 'server', filename: id }).js.code : undefined,
}
