import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ChatPage } from './support/chat-page.js'
import { checkPlayback } from './support/check-playback.js'
import { launchChromium } from './support/launch-chromium.js'
import { overflowOf, violationsOf } from './support/page-checks.js'
import { type RunningExample, startExample } from './support/start-example.js'

const PAGES = { react: '/', vue: '/vue.html', svelte: '/svelte.html' }
const PLAYER = '.reelstate-video video'

let example: RunningExample
let browser: Browser
beforeAll(async () => {
  ;[example, browser] = await Promise.all([startExample('chat'), launchChromium()])
}, 60_000)
afterAll(async () => {
  await browser?.close()
  expect(await example?.stop()).toBe(0)
})

/** How many videos of a kind this server was asked for. */
async function ordersOf(prompt: string): Promise<number> {
  const { jobs } = await (await fetch(`${example.url}/api/video`)).json()
  return jobs.filter(({ input }: { input: { prompt: string } }) => input.prompt.includes(prompt)).length
}

describe('a chat in which an LLM has tools', { timeout: 180_000 }, () => {
  // At once, because most of it is waiting for videos.
  it.concurrent.each(Object.entries(PAGES))(
    'in %s, goes on with its video after a reload half way, plays it, and has ordered one and asked nobody',
    async (framework, path) => {
      const subject = `a red fox in the ${framework} snow`
      const chat = await ChatPage.open(browser, example.url + path)
      const answered = chat.say(`Make a video of ${subject}`)
      const progress = await chat.percent()
      await answered
      const turns = await chat.turns()
      expect(progress).toBeLessThan(100)

      await chat.page.reload()
      expect(await chat.percent()).toBeGreaterThanOrEqual(progress)
      await chat.page.locator(PLAYER).waitFor()
      const playback = await checkPlayback(chat.page, PLAYER)
      expect(playback).toMatchObject({ width: 640, height: 360, duration: expect.closeTo(4, 1) })
      expect(playback.playedTo).toBeGreaterThan(1)
      expect(playback.difference).toBeGreaterThan(1)

      expect(await ordersOf(subject)).toBe(1)
      expect(await chat.turns()).toBe(turns)
      expect(chat.complaints).toEqual([])
      await chat.close()
    },
  )
})

describe('a chat in which an LLM writes commands', { timeout: 180_000 }, () => {
  it('asks again until its video plays, also after a reload, and orders one', async () => {
    const viewport = { width: 390, height: 844 }
    const chat = await ChatPage.open(browser, example.url, { viewport })
    await chat.choose('Commands in text')
    await chat.say('Make a video of a lighthouse in a storm')
    await chat.page.getByText('Still in the making').first().waitFor()
    await chat.page.reload()
    await chat.page.locator('[role=log] video').waitFor()
    expect((await checkPlayback(chat.page, '[role=log] video')).playedTo).toBeGreaterThan(1)

    expect((await chat.log()).match(/createAIVideo → VIDEO_PENDING/g)).toHaveLength(1)
    // The order, at least two questions, and what it says of the video.
    expect(await chat.turns()).toBeGreaterThan(3)
    expect(await violationsOf(chat.page)).toEqual([])
    expect(await overflowOf(chat.page)).toBe(0)
    expect(chat.complaints).toEqual([])
    await chat.close()
  })
})

// Last, because what it leaves behind is still being made.
describe('a chat that asks for much', { timeout: 180_000 }, () => {
  it('has one video where its page is left before that hears of the order', async () => {
    const chat = await ChatPage.open(browser, example.url)
    const isBack = chat.page.waitForEvent('load')
    await chat.page.evaluate(() => {
      const look = () => document.body.textContent?.includes('create_video → …') && location.reload()
      new MutationObserver(look).observe(document.body, { subtree: true, childList: true })
    })
    await chat.page.getByLabel('Message').fill('Make a video of a snail')
    await chat.page.getByRole('button', { name: 'Send' }).click()
    await isBack
    expect(await chat.percent()).toBeGreaterThan(0)
    expect([await ordersOf('snail'), await chat.page.locator('.reelstate-video').count()]).toEqual([1, 1])
    await chat.close()
  })

  it('gets as many videos as its limit, says so, and cancels one', async () => {
    const chat = await ChatPage.open(browser, example.url, { colorScheme: 'dark' })
    for (const animal of ['cat', 'dog', 'yak', 'bat']) await chat.say(`Make a video of a wild ${animal}`)
    expect(await chat.log()).toMatch(/may order 3 videos/)
    expect(await ordersOf('wild')).toBe(3)

    await chat.page.getByRole('button', { name: 'Cancel' }).last().click()
    await chat.page.locator('[data-state=canceled]').getByText('The video was canceled.').waitFor()
    expect(await violationsOf(chat.page)).toEqual([])
    await chat.close()
  })
})
