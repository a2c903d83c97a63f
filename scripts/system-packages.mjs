// Installs what the browser tests need and npm does not bring: Chromium, on a Debian or Ubuntu that runs as root.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const chromium = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const debianPackages = ['chromium', 'fonts-dejavu-core']

if (!existsSync(chromium)) {
  const failure = process.env.CHROMIUM_PATH ? 'Nothing is at CHROMIUM_PATH.' : install()
  if (failure) {
    console.error(
      `The browser tests need Chromium, and ${chromium} does not exist. ${failure}\n` +
        `Install it, on Debian with: sudo apt-get install ${debianPackages.join(' ')}\n` +
        'or set CHROMIUM_PATH to a Chromium or Chrome that plays H.264.',
    )
    process.exitCode = 1
  }
}

/** What kept it from being installed, or nothing. */
function install() {
  if (process.getuid?.() !== 0) return 'Installing it takes root.'
  console.log(`Installing ${debianPackages.join(' and ')}…`)
  const apt = (...args) =>
    spawnSync('apt-get', ['-q', '-y', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
    })
  // A package index that is partly out of date still installs, so only the second command decides.
  const update = apt('update')
  if (update.error) return 'There is no apt-get here.'
  const { status, stdout, stderr } = apt('install', '--no-install-recommends', ...debianPackages)
  if (status !== 0) return `apt-get failed:\n${update.stderr}${stdout}${stderr}`
  return existsSync(chromium) ? undefined : 'apt-get installed it somewhere else.'
}
