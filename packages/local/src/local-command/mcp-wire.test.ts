import { PassThrough, Writable } from 'node:stream'
import { McpServer } from '@modelcontextprotocol/server'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openMcpWire } from './mcp-wire.js'

const log = vi.fn()
const { exitCode } = process
beforeEach(() => {
  log.mockReset()
  vi.spyOn(console, 'error').mockImplementation(log)
})
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = exitCode
})

/** A session with a client that leaves its stdin open, and reads as long as it is there. */
function open() {
  const stdin = new PassThrough()
  let isThere = true
  const stdout = new Writable({
    write(_bytes, _encoding, done) {
      done(isThere ? null : Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
    },
  })
  const onEnd = vi.fn()
  const server = () => new McpServer({ name: 'test', version: '1' })
  const connection = openMcpWire({ server, stdin, stdout, onEnd })
  const crash = () => {
    isThere = false
  }
  const ping = () => stdin.write('{"jsonrpc":"2.0","id":1,"method":"ping"}\n')
  return { stdin, onEnd, connection, crash, ping }
}
const ended = (onEnd: () => void) => vi.waitFor(() => expect(onEnd).toHaveBeenCalledOnce(), { interval: 5 })
const said = () => [process.exitCode, ...log.mock.calls.flat()]

describe('the wire to an MCP client', () => {
  it('ends with its stdin, without a word', async () => {
    const { stdin, onEnd } = open()
    stdin.end()
    await ended(onEnd)
    expect(said()).toEqual([exitCode])
  })

  it('ends when the client reads no more, although its stdin is open', async () => {
    const { onEnd, crash, ping } = open()
    crash()
    ping()
    await ended(onEnd)
    expect(said()).toEqual([exitCode, 'reelstate-local mcp: The client reads no more, so the session ends.'])
  })

  it('ends with a message that is too long, says what to do, and makes the exit code 1', async () => {
    const { stdin, onEnd } = open()
    stdin.write('x'.repeat(10 * 2 ** 20 + 1))
    await ended(onEnd)
    expect(said()).toEqual([
      1,
      'reelstate-local mcp: The client sent a message of more than 10 MiB, so the session ends. ' +
        'Give large images as an https URL.',
    ])
  })

  it('ends when it is closed', async () => {
    const { connection, onEnd } = open()
    await connection.close()
    expect(onEnd).toHaveBeenCalledOnce()
  })
})
