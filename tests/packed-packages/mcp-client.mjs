// Run by Node in a project that installed the packages: an MCP client starts the command there, and has a video made.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'

const directory = mkdtempSync(join(tmpdir(), 'reelstate-mcp-'))
const transport = new StdioClientTransport({
  command: join('node_modules', '.bin', 'reelstate-local'),
  args: ['mcp', '--provider', 'local', '--directory', directory],
})
const client = new Client({ name: 'check-installed', version: '1' })
const faults = []
client.onerror = (error) => faults.push(error)
try {
  await client.connect(transport)
  const { tools } = await client.listTools()
  assert.deepEqual(
    tools.map(({ name }) => name),
    ['create_video', 'check_video', 'cancel_video'],
  )
  const told = []
  const made = await client.callTool(
    // So large that its status is asked for several times on the way.
    { name: 'create_video', arguments: { prompt: 'A red kite over the sea', size: '640x360', seconds: 8 } },
    { onprogress: ({ progress }) => told.push(progress) },
  )
  const link = made.content.find((block) => block.type === 'resource_link')
  assert(link, JSON.stringify(made))
  assert.equal(readFileSync(fileURLToPath(link.uri)).toString('latin1', 4, 8), 'ftyp')
  assert(told.length >= 2, `Told of progress: ${told}`)
  for (const [index, progress] of told.entries()) {
    assert(progress > (told[index - 1] ?? 0) && progress < 100, `Told of progress: ${told}`)
  }
} finally {
  await client.close()
  rmSync(directory, { recursive: true, force: true })
}
assert.deepEqual(faults, [])
