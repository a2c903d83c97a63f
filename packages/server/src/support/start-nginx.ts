import { existsSync } from 'node:fs'
import { chown, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { atTheEnd, freePort, owner, run } from './run-unprivileged.js'

export interface TestNginx {
  /** On 127.0.0.1. */
  port: number
  /** Stops it and removes its files. */
  stop(): Promise<void>
}

/**
 * An nginx on a free port of 127.0.0.1 that passes everything on to `upstreamPort`, with the proxy settings it has by
 * itself. `config` is more of its language, inside of `server`, and `shared` outside of it. It ends with `stop`, and also when this process dies.
 */
export async function startNginx({
  upstreamPort,
  config = '',
  shared = '',
}: {
  upstreamPort: number
  config?: string
  shared?: string
}): Promise<TestNginx> {
  const nginx = findNginx()
  const folder = await mkdtemp(join(tmpdir(), 'reelstate-nginx-'))
  if (owner !== undefined) await chown(folder, owner, owner)
  const port = await freePort()
  await writeFile(join(folder, 'nginx.conf'), configuration({ port, upstreamPort, config, shared }))
  // It removes its file `pid` at its end.
  const waitForEnd = 'for i in $(seq 100); do [ -f pid ] || break; sleep .02; done'
  const stop = atTheEnd(`kill $(cat pid); ${waitForEnd}; rm -rf '${folder}'`, folder)
  try {
    await run([nginx, '-p', folder, '-c', 'nginx.conf'], folder)
    await accepts(port)
    return { port, stop }
  } catch (thrown) {
    const log = await readFile(join(folder, 'error.log'), 'utf8').catch(() => '')
    await stop()
    throw new Error(`nginx did not start: ${thrown}\n${log}`)
  }
}

const configuration = ({
  port,
  upstreamPort,
  config,
  shared,
}: {
  port: number
  upstreamPort: number
  config: string
  shared: string
}) => `
pid pid;
error_log error.log;
events {}
http {
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  ${shared}
  server {
    listen 127.0.0.1:${port};
    ${config}
    location / {
      proxy_pass http://127.0.0.1:${upstreamPort};
    }
  }
}
`

async function accepts(port: number): Promise<void> {
  for (const giveUpAt = Date.now() + 5_000; ; await sleep(10)) {
    const socket = connect(port, '127.0.0.1')
    const isThere = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    })
    socket.destroy()
    if (isThere) return
    if (Date.now() > giveUpAt) throw new Error('Nobody listens on its port.')
  }
}

/** Debian keeps it off the PATH of users. */
function findNginx(): string {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']
  const found = folders.map((folder) => join(folder, 'nginx')).find((file) => existsSync(file))
  if (found) return found
  throw new Error(
    'This test runs behind an nginx of its own, and none is installed. Install it, on Debian with: ' +
      'sudo apt-get install nginx. `node scripts/system-packages.mjs` installs all that tests need.',
  )
}
