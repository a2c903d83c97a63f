import { type ChildProcess, spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SOURCE = '@reelstate/source'

interface Manifest {
  exports: Record<string, Record<string, string>>
  publishConfig: { exports: object }
  dependencies?: Record<string, string>
}

/** An empty folder in which the commands of a page are run, one after the other. */
export class TutorialProject {
  /** Where the commands run; `cd` changes it. */
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'reelstate-tutorial-')))
  private readonly outside = this.folder
  private running: ChildProcess | undefined

  /** Writes a file of the page. */
  write(name: string, code: string): void {
    const file = join(this.folder, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, code)
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8')
  }

  /** Runs a command; returns what it prints, whether it fails or not. Throws for one that it cannot run. */
  async run(command: string): Promise<string> {
    const [program, first = '', ...rest] = command.split(' ')
    if (program === 'mkdir') mkdirSync(join(this.folder, first))
    else if (program === 'cp') this.write(rest[0] ?? '', this.read(first))
    else if (program === 'cd') this.folder = join(this.folder, first)
    else if (program === 'npm' && first === 'install')
      await this.install(rest.filter((name) => name !== '-D'))
    else if (program === 'npm') return this.spawn('npm', [first, ...rest])
    // The system has a browser; there is nothing to download.
    else if (command === 'npx playwright install chromium') return ''
    // Other tests run beside this one: what is quick for a reader may take longer here.
    else if (program === 'npx' && first === 'vitest')
      return this.spawn(process.execPath, [this.commandOf(first), ...rest, '--testTimeout=60000'])
    else throw new Error(`The page names a command that is not known here: ${command}`)
    return ''
  }

  /** Ends what still runs, and removes the folder. */
  close(): void {
    this.running?.kill()
    rmSync(this.outside, { recursive: true, force: true })
  }

  /**
   * In place of a download: our packages built from their sources under the exports that are published, and links to
   * the packages that this repository has installed. Only what the page names can be imported, with its dependencies.
   */
  private async install(names: readonly string[]): Promise<void> {
    const manifest = JSON.parse(this.read('package.json')) as Manifest
    for (const name of names) {
      if (name.startsWith('@reelstate/')) await this.pack(name)
      else this.link(name, this.installed(name))
      manifest.dependencies = { ...manifest.dependencies, [name]: '*' }
    }
    this.write('package.json', JSON.stringify(manifest))
  }

  private async pack(name: string): Promise<void> {
    const target = this.moduleFolder(name)
    if (existsSync(target)) return
    const source = join(ROOT, name.replace('@reelstate', 'packages'))
    const manifest: Manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'))
    await build({
      entryPoints: Object.values(manifest.exports).map((entry) => join(source, entry[SOURCE] ?? '')),
      outdir: join(target, 'dist'),
      bundle: true,
      splitting: true,
      packages: 'external',
      // Components of entries that the tutorial does not use.
      external: ['*.svelte'],
      format: 'esm',
      target: 'es2022',
    })
    const published = { ...manifest, exports: manifest.publishConfig.exports }
    writeFileSync(join(target, 'package.json'), JSON.stringify(published))
    for (const dependency of Object.keys(manifest.dependencies ?? {})) {
      if (dependency.startsWith('@reelstate/')) await this.pack(dependency)
      else this.link(dependency, join(source, 'node_modules', dependency))
    }
  }

  private link(name: string, to: string): void {
    const target = this.moduleFolder(name)
    if (existsSync(target)) return
    mkdirSync(dirname(target), { recursive: true })
    symlinkSync(realpathSync(to), target)
  }

  /** Where this repository has a package: at its root, or, as a peer of Testing Library, beside that. */
  private installed(name: string): string {
    const react = realpathSync(join(ROOT, 'node_modules/@testing-library/react'))
    const folders = [join(ROOT, 'node_modules'), join(react, '../..')]
    const found = folders.map((folder) => join(folder, name)).find((folder) => existsSync(folder))
    if (found) return found
    throw new Error(`The page installs ${name}, which is not among the dependencies of this repository.`)
  }

  private moduleFolder(name: string): string {
    return join(this.folder, 'node_modules', name)
  }

  /** The file behind `npx name`. */
  private commandOf(name: string): string {
    const { bin } = JSON.parse(this.read(`node_modules/${name}/package.json`)) as {
      bin: Record<string, string>
    }
    return join(this.moduleFolder(name), bin[name] ?? '')
  }

  /** As in a reader's terminal, without what this test runner has set. */
  private spawn(command: string, args: readonly string[]): Promise<string> {
    const { PATH, HOME, CHROMIUM_PATH = '/usr/bin/chromium' } = process.env
    const env = { PATH, HOME, CHROMIUM_PATH, NO_COLOR: '1' }
    const child = spawn(command, args, { cwd: this.folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    this.running = child
    let printed = ''
    const hear = (text: string) => {
      printed += text
    }
    child.stdout.setEncoding('utf8').on('data', hear)
    child.stderr.setEncoding('utf8').on('data', hear)
    return new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', () => resolve(printed))
    })
  }
}
