// What bundlers of pages get in place of each entry of this package: none of its names, so that a build fails and tells.

/** Without an export of some kind, esbuild takes every missing name for undefined; some bundlers show this one as a hint. */
export const onlyForServers = true

throw new Error(
  'A page has imported @reelstate/server, which holds provider keys and runs on servers only. Import it in server code, ' +
    'such as an API route; in the page import from @reelstate/core, @reelstate/react, @reelstate/vue or ' +
    '@reelstate/svelte. For types alone write `import type`. If this is a server, its bundler chose the export ' +
    'condition `browser`: give it `node`, or `workerd` on Workers.',
)
