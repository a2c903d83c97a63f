import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { atTheEnd, freePort, owner, run } from './run-unprivileged.js'

export interface TestPostgres {
  /** To the database `postgres`, as its superuser. */
  connectionString: string
  /** Stops it as fast as PostgreSQL can and starts it again on the same port, with the same data. */
  restart(): Promise<void>
  /** Stops it and removes its files. */
  stop(): Promise<void>
}

const settings = {
  listen_addresses: '127.0.0.1',
  max_connections: 200,
  // The sessions of a test that died must not hold the end up.
  tcp_keepalives_idle: 10,
}

/**
 * A PostgreSQL of its own on a free port of 127.0.0.1, from the programs that are installed, with all its files in a
 * temporary folder. It ends with `stop`, and also when this process dies.
 */
export async function startPostgres(): Promise<TestPostgres> {
  const programs = findPostgres()
  const folder = await mkdtemp(join(tmpdir(), 'reelstate-postgres-'))
  if (owner !== undefined) await chown(folder, owner, owner)
  const pgCtl = join(programs, 'pg_ctl')
  const data = join(folder, 'data')
  const log = join(folder, 'log')
  const password = 'p4ss/word'
  await writeFile(join(folder, 'password'), password)
  const stop = atTheEnd(`'${pgCtl}' stop -D '${data}' -m immediate; rm -rf '${folder}'`, tmpdir())
  try {
    const initdb = [join(programs, 'initdb'), '-D', data, '--username=postgres', '--encoding=UTF8']
    await run(
      [...initdb, '--auth=scram-sha-256', `--pwfile=${join(folder, 'password')}`, '--no-sync'],
      folder,
    )
    const control = (verb: string, port: number) => {
      const options = Object.entries({ ...settings, port, unix_socket_directories: folder })
        .map(([name, value]) => `-c ${name}=${value}`)
        .join(' ')
      return run([pgCtl, verb, '-D', data, '-l', log, '-o', options, '-w', '-s'], folder)
    }
    const port = await startOnFreePort((port) => control('start', port), log)
    return {
      connectionString: `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`,
      restart: () => control('restart', port),
      stop,
    }
  } catch (thrown) {
    await stop()
    await rm(folder, { recursive: true, force: true })
    throw thrown
  }
}

/** A port that was free may be somebody else's a moment later. */
async function startOnFreePort(start: (port: number) => Promise<void>, log: string): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    try {
      await start(port)
      return port
    } catch (thrown) {
      if (attempt === 3) throw new Error(`${thrown}\n${await readFile(log, 'utf8').catch(() => '')}`)
    }
  }
}

/** The folder of the newest PostgreSQL server's programs; Debian keeps them off the PATH. */
function findPostgres(): string {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian) : []
  const folders = [
    ...versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
  ]
  const found = folders.find((folder) => ['initdb', 'pg_ctl'].every((name) => existsSync(join(folder, name))))
  if (found) return dirname(realpathSync(join(found, 'initdb')))
  throw new Error(
    'This test starts a PostgreSQL of its own, and no initdb is installed. Install the server, on Debian with: ' +
      'sudo apt-get install postgresql. `node scripts/system-packages.mjs` installs all that tests need.',
  )
}
