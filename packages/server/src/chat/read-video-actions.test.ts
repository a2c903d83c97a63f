import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { videoActions } from '../chat.js'

/** What a reader gives for a text that comes in these chunks: neighbouring texts as one, and the commands as asked. */
async function read(chunks: Iterable<string | null | undefined>): Promise<unknown[]> {
  const seen: unknown[] = []
  const tell = (part: unknown) => {
    const last = seen.at(-1)
    if (typeof part === 'string' && typeof last === 'string') seen[seen.length - 1] = last + part
    else seen.push(part)
  }
  const actions = videoActions({
    client: {
      generateVideo: async (prompt) => {
        tell({ create: prompt })
        return []
      },
      checkVideoStatus: async (videoId) => {
        tell({ poll: videoId })
        return []
      },
    },
  })
  for await (const part of actions.read(chunks)) if ('text' in part) tell(part.text)
  return seen
}

const create = (prompt: string) => `<createAIVideo>${JSON.stringify({ prompt })}</createAIVideo>`
const poll = (videoId: string) =>
  `<continueVideoPolling>${JSON.stringify({ videoId })}</continueVideoPolling>`

describe('reading a text as it comes', () => {
  it('gives the text without the commands, and each command where it stood', async () => {
    expect(await read([`Now: ${create('a')}, and ${poll('v1')}.`])).toEqual([
      'Now: ',
      { create: 'a' },
      ', and ',
      { poll: 'v1' },
      '.',
    ])
  })

  it('takes a chunk without a text for nothing', async () => {
    const [one, two] = [create('a').slice(0, 9), create('a').slice(9)]
    expect(await read([null, 'Now: ', one, undefined, two, ''])).toEqual(['Now: ', { create: 'a' }])
  })

  it('gives text as soon as it cannot become a tag', async () => {
    const held: string[] = []
    const actions = videoActions({
      client: { generateVideo: async () => [], checkVideoStatus: async () => [] },
    })
    const chunks = (async function* () {
      for (const chunk of ['1 < 2 <', 'b>bold</b> <create', 'AIVideos>']) {
        held.push(chunk)
        yield chunk
      }
    })()
    const texts: [chunks: number, text: unknown][] = []
    for await (const part of actions.read(chunks)) texts.push([held.length, 'text' in part && part.text])
    expect(texts).toEqual([
      [1, '1 < 2 '],
      [2, '<b>bold</b> '],
      [3, '<createAIVideos>'],
    ])
  })

  it.each([
    ['a fence', `\`\`\`html\n${create('a')}\n\`\`\`\n`, ''],
    ['a fence of tildes', `~~~\n${create('a')}\n~~~\n`, ''],
    ['a fence in a quotation', `> \`\`\`\n> ${create('a')}\n> \`\`\`\n`, ''],
    ['a longer fence around a shorter one', `\`\`\`\`\n\`\`\`\n${create('a')}\n\`\`\`\n\`\`\`\`\n`, ''],
    ['a fence that never closes', `text\n\`\`\`\n${create('a')}\n`, undefined],
    ['backticks', `Write \`${create('a')}\` for one. `, ''],
    ['three backticks in one line', `\`\`\`${create('a')}\`\`\`\n`, ''],
    ['a text in the line that opens a fence', `\`\`\`html ${create('a')}\n\`\`\`\n`, ''],
    ['backticks, behind other words', `Write \`send ${create('a')} to me\`. `, ''],
    ['two backticks, behind a space', `Write \`\` ${create('a')} \`\`. `, ''],
    ['backticks, behind others that are closed', `With \`sora-2\` write \`${create('a')}\`. `, ''],
    ['two backticks that one does not close', `Write \`\` a \` ${create('a')} \`\`. `, ''],
    ['backticks at the beginning of a line', `\`${create('a')}\` orders. `, ''],
    ['a line with a backtick that is not closed', `Write \`this: ${create('a')}\n`, ''],
    ['a fence in a list', `- \`\`\`\n  ${create('a')}\n  \`\`\`\n`, ''],
    ['a fence in a list with numbers', `1. \`\`\`html\n   ${create('a')}\n   \`\`\`\n`, ''],
    ['a fence in a list in a list', `* a\n  10) \`\`\`\n      ${create('a')}\n      \`\`\`\n`, ''],
    ['a fence below an item', `1. So:\n\n    \`\`\`\n    ${create('a')}\n    \`\`\`\n`, ''],
    ['a fence in a list behind a tab', `-\t\`\`\`\n\t${create('a')}\n\t\`\`\`\n`, ''],
    ['a list in a fence', `\`\`\`\n- \`\`\`\n${create('a')}\n\`\`\`\n`, ''],
    ['a fence with a quotation', `\`\`\`\n> \`\`\`\n${create('a')}\n\`\`\`\n`, ''],
    ['a fence with an indented one', `\`\`\`\n    \`\`\`\n${create('a')}\n\`\`\`\n`, ''],
    ['a quotation in a quotation', `> > ~~~\n> > ${create('a')}\n> > ~~~\n`, ''],
  ])('leaves commands alone that stand in %s', async (_, text, after) => {
    expect(await read([text])).toEqual([text])
    if (after !== undefined) expect(await read([text + create('b')])).toEqual([text, { create: 'b' }])
  })

  it.each([
    ['a backtick in a line before', `It's 5\` wide.\n${create('a')}`],
    ['backticks that are closed just before', `With \`sora-2\`${create('a')}`],
    ['three backticks that are closed in their line', `\`\`\`sora-2\`\`\` ${create('a')}`],
    ['a quoted fence once the quotation is over', `> \`\`\`\n> code\n\nNow: ${create('a')}`],
    ['a quoted fence where a line begins with the command', `> \`\`\`\n> code\n${create('a')}`],
    ['a quoted fence in a quotation that is left', `> > \`\`\`\n> ${create('a')}`],
    ['backticks that are indented too far for a fence', `    \`\`\`\n\n${create('a')}`],
    ['backticks behind a tab, which is as far', `\t\`\`\`\n\n${create('a')}`],
    ['the same once a list is over', `- a\n\nb\n\n    \`\`\`\n${create('a')}`],
    ['a number that is none of a list', `2024 \`\`\`\n${create('a')}`],
    ['emphasis', `**\n* **a** ${create('a')}`],
    ['lines that end as on Windows', `\`\`\`\r\ncode\r\n\`\`\`\r\n${create('a')}`],
    ['two tildes', `~~no~~ ${create('a')}`],
  ])('is not fooled by %s', async (_, text) => {
    expect((await read([text])).at(-1)).toEqual({ create: 'a' })
  })

  it.each([
    ['in a text that ends', `<createAIVideo>{"prompt": "a"`, [`<createAIVideo>{"prompt": "a"`]],
    ['at the beginning of its end', 'x <createAIVideo>{}</createAI', ['x <createAIVideo>{}</createAI']],
    ['in its name', 'x <continueVideo', ['x <continueVideo']],
    [
      'before another command',
      `<createAIVideo>{"prompt": ${poll('v1')}.`,
      ['<createAIVideo>{"prompt": ', { poll: 'v1' }, '.'],
    ],
    [
      'in a sentence about it',
      `I use the <createAIVideo> tag. ${create('a')}`,
      ['I use the <createAIVideo> tag. ', { create: 'a' }],
    ],
    [
      'in a sentence about it, before one in backticks',
      `The <createAIVideo> tag, \`${create('a')}\`, and ${create('b')}`,
      [`The <createAIVideo> tag, \`${create('a')}\`, and `, { create: 'b' }],
    ],
  ])('takes a command for text that breaks off %s', async (_, text, expected) => {
    expect(await read([text])).toEqual(expected)
    expect(await read(text)).toEqual(expected)
  })

  const piece = fc.constantFrom(
    create('a'),
    poll('v1'),
    create('b < c'),
    '<createAIVideo>',
    '</createAIVideo>',
    '<continueVideoPolling>',
    '</continueVideoPolling>',
    '<createAI',
    '<',
    '`',
    '```',
    '```js\n',
    '\n```\n',
    '\n',
    '~~~\n',
    '> ',
    '- ',
    '    ',
    'word ',
    '{',
  )
  const texts = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))

  it('gives the same, wherever the text is cut', async () => {
    await fc.assert(
      fc.asyncProperty(texts, fc.array(fc.nat({ max: 200 }), { maxLength: 6 }), async (text, cuts) => {
        const whole = await read([text])
        const points = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length]
        const chunks = points.slice(1).map((point, index) => text.slice(points[index], point))
        expect(await read(chunks)).toEqual(whole)
        expect(await read(text)).toEqual(whole)
      }),
      { numRuns: 300 },
    )
  })

  it('gives the same at every place of a text where it is cut in two', async () => {
    const text = `Hi\n\`\`\`\n${create('x')}\n\`\`\`\n${create('a')} \`${poll('q')}\`\n${poll('v1')}<createAIVideo>{`
    const whole = await read([text])
    expect(whole.filter((part) => typeof part !== 'string')).toEqual([{ create: 'a' }, { poll: 'v1' }])
    for (let cut = 0; cut <= text.length; cut++) {
      expect(await read([text.slice(0, cut), text.slice(cut)])).toEqual(whole)
    }
  })
})

describe('a text that means harm', () => {
  const tag = '<createAIVideo>'

  it('is given back as text once a command is longer than 65,536 characters, and read on', async () => {
    const long = `${tag}${'x'.repeat(65_536 + '</createAIVideo>'.length)}`
    const chunks = function* () {
      for (let at = 0; at < long.length; at += 1_000) yield long.slice(at, at + 1_000)
      yield create('b')
    }
    const held: number[] = []
    const actions = videoActions({
      client: { generateVideo: async () => [], checkVideoStatus: async () => [] },
    })
    for await (const part of actions.read(chunks())) held.push('text' in part ? part.text.length : -1)
    expect(held.at(-1)).toBe(-1)
    expect(held.reduce((sum, length) => sum + length, 1)).toBe(long.length)
    expect(await read([long + create('b')])).toEqual([long, { create: 'b' }])
  })

  it.each([700, 70_000])('orders the same, however long the text before or behind is: %i', async (length) => {
    const talk = 'x'.repeat(length)
    expect(await read([`${tag} is nice. ${poll('v1')}${talk}`])).toEqual([
      `${tag} is nice. `,
      { poll: 'v1' },
      talk,
    ])
    expect(await read([`${tag} is nice. ${talk}${poll('v1')}`])).toEqual([
      `${tag} is nice. ${talk}`,
      { poll: 'v1' },
    ])
  })

  it('holds no more than the length of a command allows', async () => {
    const longest = `${tag}${JSON.stringify({ prompt: 'x'.repeat(65_536 - '{"prompt":""}'.length) })}</createAIVideo>`
    const [order] = await read([longest])
    expect(order).toHaveProperty('create')
    const [text] = await read([longest.replace('"}', 'x"}')])
    expect(text).toMatch(/^<createAIVideo>.*<\/createAIVideo>$/)
  })

  it.each([
    ['tags that never close', tag.repeat(20_000)],
    ['beginnings of tags', '<createAIVide'.repeat(20_000)],
    ['brackets', '<'.repeat(250_000)],
    ['ends of tags', `${tag}${'</createAIVide'.repeat(20_000)}`],
    ['backticks', '```'.repeat(80_000)],
    ['lines of fences', '```\n'.repeat(60_000)],
  ])('is read in time that grows with its length alone: %s', async (_, text) => {
    // A quadratic reader would take minutes.
    const time = async (chunks: Iterable<string>) => {
      const startedAt = performance.now()
      await read(chunks)
      return performance.now() - startedAt
    }
    const cut = (size: number) => text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []
    expect(await time([text])).toBeLessThan(2_000)
    expect(await time(cut(97))).toBeLessThan(2_000)
  })
})
