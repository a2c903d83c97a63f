import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type JobRecord, openJobRecords } from './job-records.js'

const idOf = (n: number) => `00000000-0000-4000-8000-${`${n}`.padStart(12, '0')}`
const recordOf = (n: number, more: Partial<JobRecord> = {}): JobRecord => ({
  id: idOf(n),
  order: n,
  input: { prompt: 'A fox', width: 64, height: 64, seconds: 1.5, seed: 7 },
  ...more,
})
let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'job-records-'))
})

afterEach(() => rm(directory, { recursive: true }))

/** What a later process finds, and whose records it could not read. */
function reopen() {
  const corrupt: string[] = []
  const records = openJobRecords(directory).read((id) => corrupt.push(id))
  return { records, corrupt }
}

test('a later process reads what was written, in the order of creation', async () => {
  const canceled = { name: 'failed', errorCode: 'canceled', error: 'Stopped.', expiresAt: 5 } as const
  const written = [
    recordOf(1, { idempotencyKey: 'key', end: { name: 'finished', bytes: 3, expiresAt: 4 } }),
    recordOf(2, { end: canceled }),
    recordOf(10),
  ]
  await writeFile(join(directory, `${idOf(1)}.mp4`), 'mp4')
  const records = openJobRecords(directory)
  for (const record of [...written].reverse()) records.write(record)
  expect(reopen()).toEqual({ records: written, corrupt: [] })
})

test('the folder is made by the first write, and until then there is nothing on record', async () => {
  const records = openJobRecords(join(directory, 'a', 'b'))
  expect(records.read(() => {})).toEqual([])
  records.write(recordOf(1))
  expect(await readdir(join(directory, 'a', 'b'))).toEqual([`${idOf(1)}.json`])
})

test('a record that was removed is gone, and may be removed again', async () => {
  const records = openJobRecords(directory)
  records.write(recordOf(1))
  records.remove(idOf(1))
  records.remove(idOf(1))
  expect(await readdir(directory)).toEqual([])
})

test('what an interrupted write left is cleared away, and the record before it stands', async () => {
  openJobRecords(directory).write(recordOf(1))
  await writeFile(join(directory, `${idOf(1)}.json.part`), '{"order":')
  await writeFile(join(directory, `${idOf(2)}.json.part`), '{"order":')
  expect(reopen()).toEqual({ records: [recordOf(1)], corrupt: [] })
  expect(await readdir(directory)).toEqual([`${idOf(1)}.json`])
})

test('files that are no records are left alone', async () => {
  const names = ['notes.json', 'package.json.part', `${idOf(1)}.mp4.part`, `x${idOf(1)}.json`]
  for (const name of names) await writeFile(join(directory, name), 'mine')
  expect(reopen()).toEqual({ records: [], corrupt: [] })
  expect((await readdir(directory)).sort()).toEqual(names.sort())
})

describe('a finished job', () => {
  const end = { name: 'finished', bytes: 3, expiresAt: 4 } as const

  test.each([
    ['was removed', undefined],
    ['has another length', 'mp'],
  ])('whose video %s is to be rendered again', async (_, video) => {
    openJobRecords(directory).write(recordOf(1, { end }))
    if (video !== undefined) await writeFile(join(directory, `${idOf(1)}.mp4`), video)
    expect(reopen().records).toEqual([recordOf(1)])
  })
})

test.each([
  ['is empty', ''],
  ['was cut off', '{"order":1,"input":{"pro'],
  ['is no object', 'null'],
  ['has no order', JSON.stringify({ ...recordOf(1), order: undefined })],
  ['has no input', JSON.stringify({ ...recordOf(1), input: undefined })],
  [
    'asks for a size that is not rendered',
    JSON.stringify(recordOf(1, { input: { ...recordOf(1).input, width: 3 } })),
  ],
  ['has a key that is no text', JSON.stringify({ ...recordOf(1), idempotencyKey: 1 })],
  ['has an end of no known kind', JSON.stringify({ ...recordOf(1), end: { name: 'lost', expiresAt: 1 } })],
  ['has an end that never expires', JSON.stringify({ ...recordOf(1), end: { name: 'finished', bytes: 1 } })],
  ['has an end that is null', JSON.stringify({ ...recordOf(1), end: null })],
])('a record that %s is removed and said to be corrupt; the others are read', async (_, text) => {
  await writeFile(join(directory, `${idOf(1)}.json`), text)
  openJobRecords(directory).write(recordOf(2))
  expect(reopen()).toEqual({ records: [recordOf(2)], corrupt: [idOf(1)] })
  expect(reopen()).toEqual({ records: [recordOf(2)], corrupt: [] })
})

test('a record does not say where it lies: its name is its id', async () => {
  openJobRecords(directory).write(recordOf(1))
  const text = await readFile(join(directory, `${idOf(1)}.json`), 'utf8')
  await writeFile(join(directory, `${idOf(1)}.json`), text.replace(idOf(1), '../../etc/passwd'))
  expect(reopen().records).toEqual([recordOf(1)])
})

test('a directory that cannot be read is refused with what to do', async () => {
  await mkdir(join(directory, 'folder'))
  await writeFile(join(directory, 'folder', 'file'), '')
  const records = openJobRecords(join(directory, 'folder', 'file'))
  expect(() => records.read(() => {})).toThrow(
    expect.objectContaining({ code: 'invalid_options', message: expect.stringContaining('Give a folder') }),
  )
})
