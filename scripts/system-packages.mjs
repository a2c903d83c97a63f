// Installs what the tests need and npm does not bring, on a Debian or Ubuntu that runs as root: Chromium, and the
// servers of PostgreSQL and nginx. Tests start those themselves, so none of them is left running.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const chromium = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const needs = [
  {
    name: `Chromium, and ${chromium} does not exist`,
    packages: ['chromium', 'fonts-dejavu-core'],
    isThere: () => existsSync(chromium),
    otherwise: 'or set CHROMIUM_PATH to a Chromium or Chrome that plays H.264',
    ...(process.env.CHROMIUM_PATH && { refusal: 'Nothing is at CHROMIUM_PATH.' }),
  },
  {
    name: "PostgreSQL's server, and there is no initdb",
    packages: ['postgresql'],
    isThere: () => onPath('initdb') || debianHasPostgres(),
    otherwise: 'or put the folder of initdb and pg_ctl, version 13 or later, on the PATH',
  },
  {
    name: 'nginx, and there is none',
    packages: ['nginx'],
    isThere: () => onPath('nginx') || existsSync('/usr/sbin/nginx'),
    otherwise: 'or put nginx on the PATH',
  },
]

const missing = () => needs.filter(({ isThere }) => !isThere())
const wanted = missing().filter(({ refusal }) => !refusal)
const failure = wanted.length > 0 ? install(wanted.flatMap(({ packages }) => packages)) : undefined
for (const { name, packages, otherwise, refusal = failure } of missing()) {
  console.error(
    `The tests need ${name}. ${refusal ?? 'apt-get installed it somewhere else.'}\n` +
      `Install it, on Debian with: sudo apt-get install ${packages.join(' ')}\n${otherwise}.`,
  )
  process.exitCode = 1
}

/** What kept them from being installed, or nothing. */
function install(packages) {
  if (process.getuid?.() !== 0) return 'Installing it takes root.'
  console.log(`Installing ${packages.join(' and ')}…`)
  const apt = (...args) =>
    spawnSync('apt-get', ['-q', '-y', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
    })
  // A package index that is partly out of date still installs, so only the second command decides.
  const update = apt('update')
  if (update.error) return 'There is no apt-get here.'
  const { status, stdout, stderr } = withoutServices(() =>
    apt('install', '--no-install-recommends', ...packages),
  )
  return status === 0 ? undefined : `apt-get failed:\n${update.stderr}${stdout}${stderr}`
}

/**
 * Debian starts a server as soon as it is installed, on ports that somebody may need. It asks this policy first, which
 * refuses while this process lives, so that one left behind refuses nothing.
 */
function withoutServices(work) {
  const policy = '/usr/sbin/policy-rc.d'
  if (existsSync(policy)) return work()
  writeFileSync(policy, `#!/bin/sh\n[ ! -d /proc/${process.pid} ] || exit 101\n`, { mode: 0o755 })
  try {
    return work()
  } finally {
    rmSync(policy, { force: true })
  }
}

function onPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)))
}

/** Debian keeps a version's programs in a folder of its own, off the PATH. */
function debianHasPostgres() {
  const folder = '/usr/lib/postgresql'
  const versions = existsSync(folder) ? readdirSync(folder) : []
  return versions.some((version) => existsSync(join(folder, version, 'bin', 'initdb')))
}
