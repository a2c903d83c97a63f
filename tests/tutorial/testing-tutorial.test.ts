import { readFileSync } from 'node:fs'
import { type Fault, scriptedTransport, videoPaths } from '@reelstate/core/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { checkTypes } from './check-types.js'
import { changed, readTutorial, steadyLines } from './read-tutorial.js'
import { TutorialProject } from './tutorial-project.js'

const page = readFileSync(new URL('../../docs/testing.md', import.meta.url), 'utf8')
const blocks = readTutorial(page)

describe('docs/testing.md', () => {
  const project = new TutorialProject()
  afterAll(() => project.close())

  it('shows what its commands print in a project with its files', { timeout: 180_000 }, async () => {
    let printed = ''
    for (const [index, block] of blocks.entries()) {
      if (block.kind === 'file') project.write(block.name, block.code)
      if (block.kind === 'change') project.write(block.name, changed(project.read(block.name), block.code))
      if (block.kind === 'commands') {
        printed = ''
        for (const command of block.commands) printed += await project.run(command)
        const isTest = block.commands.some((command) => command.startsWith('npx vitest'))
        if (isTest) expect(blocks[index + 1]?.kind, `after line ${block.line}`).toBe('output')
      }
      if (block.kind === 'output') expectShown(block.text, printed, `line ${block.line}`)
    }
  })

  it('has code that passes the strictest types', { timeout: 60_000 }, () => {
    // The declarations of Vite and Playwright would take as long as all others together.
    const isLarge = (name: string) => /^(vite\.config|browser\/)/.test(name)
    const files = new Map<string, string>()
    for (const { kind, name, code } of blocks.filter((block) => 'name' in block))
      if (kind === 'file' && !isLarge(name)) files.set(name, code)
      else if (files.has(name)) files.set(name, changed(files.get(name) ?? '', code))
    expect(checkTypes(files)).toBe('')
  })

  it('has a table of all steps of a script', () => {
    const names = [...messageOf(() => scriptedTransport([{} as never])).matchAll(/[\w']+(?=,)/g)].map(String)
    expect(tableOf('Steps of a script')).toEqual(names.map((name) => name.replaceAll("'", '')))
  })

  it('has a table of all steps of a path', () => {
    const message = messageOf(() => videoPaths({ without: ['nothing' as never] }))
    const [, list = ''] = message.split('There are: ')
    expect(tableOf('Steps of a path').sort()).toEqual(list.replace(/\.$/, '').split(', ').sort())
  })

  it('has a table of all faults of the model server', () => {
    const kinds = { none: 0, network: 0, status: 0, html: 0, cut: 0, noise: 0, stale: 0, unsure: 0 }
    const all: Record<Fault['kind'], number> = kinds
    expect(tableOf('Faults of the model server')).toEqual(Object.keys(all))
  })
})

/** The parts between lines of `…` must have been printed, line for line. */
function expectShown(shown: string, printed: string, where: string): void {
  const lines = `\n${steadyLines(printed).join('\n')}\n`
  for (const part of shown.split(/^…$/m))
    expect(lines, where).toContain(`\n${steadyLines(part).join('\n')}\n`)
}

/** What the first column of a section's table names: a text, or the kind or only key of an object. */
function tableOf(heading: string): string[] {
  const [, section = ''] = page.split(`\n## ${heading}\n`)
  const rows = section.split('\n## ')[0]?.match(/^\| `.*?\|/gm) ?? []
  const names = rows.flatMap((row) => [...row.matchAll(/`(.*?)`/g)].map(([, name = '']) => name))
  return names.map(
    (name) => /^\{ kind: '(\w+)'|^\{ (\w+)|^'(\w+)'$/.exec(name)?.slice(1).find(Boolean) ?? name,
  )
}

function messageOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    return String(error)
  }
  return ''
}
