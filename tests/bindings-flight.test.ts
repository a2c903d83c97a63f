import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import react from '@vitejs/plugin-react'
import vue from '@vitejs/plugin-vue'
import type { Browser, Page } from 'playwright'
import { build, type Plugin } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from './support/launch-chromium.js'
import { complaintsOf } from './support/page-checks.js'
import { type Demo, startDemo } from './support/start-demo.js'

/** How each framework shows the example of its package's README. */
const MOUNTS = {
  react: [
    'tsx',
    `import { createElement, StrictMode } from 'react'
     import { createRoot } from 'react-dom/client'
     import { VideoMaker } from './react-example.tsx'
     createRoot(document.querySelector('div')).render(createElement(StrictMode, null, createElement(VideoMaker)))`,
  ],
  vue: [
    'vue',
    `import { createApp } from 'vue'
     import VideoMaker from './vue-example.vue'
     createApp(VideoMaker).mount('div')`,
  ],
  svelte: [
    'svelte',
    `import { mount } from 'svelte'
     import VideoMaker from './svelte-example.svelte'
     mount(VideoMaker, { target: document.querySelector('div') })`,
  ],
} as const
type Binding = keyof typeof MOUNTS
const BINDINGS = Object.keys(MOUNTS) as Binding[]

const HERE = fileURLToPath(new URL('.', import.meta.url))

/** The READMEs' examples and their mounts, as if they were files beside this one. */
function readmeExamples(): Plugin {
  const files = new Map<string, string>()
  for (const binding of BINDINGS) {
    const [language, mount] = MOUNTS[binding]
    const readme = readFileSync(`${HERE}../packages/${binding}/README.md`, 'utf8')
    const example = readme.split(`\`\`\`${language}\n`)[1]?.split('```')[0]
    if (!example) throw new Error(`packages/${binding}/README.md has no example in a ${language} block.`)
    files.set(`${HERE}${binding}-example.${language}`, example)
    files.set(`${HERE}${binding}-mount.ts`, mount)
  }
  return {
    name: 'readme-examples',
    enforce: 'pre',
    resolveId: (id) => [id, HERE + id.replace('./', '')].find((path) => files.has(path)),
    load: (id) => files.get(id),
  }
}

/** Everything the pages load, by file name. */
async function buildPages(): Promise<Map<string, string>> {
  const built = await build({
    configFile: false,
    root: HERE,
    logLevel: 'error',
    plugins: [readmeExamples(), react(), vue(), svelte({ configFile: false })],
    resolve: { conditions: ['@reelstate/source', 'module', 'browser', 'development|production'] },
    build: {
      write: false,
      modulePreload: false,
      rollupOptions: {
        input: Object.fromEntries(BINDINGS.map((binding) => [binding, `${HERE}${binding}-mount.ts`])),
        output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
      },
    },
  })
  const files = new Map<string, string>()
  for (const { output } of [built].flat() as { output: { fileName: string; code?: string }[] }[]) {
    for (const { fileName, code } of output) if (code) files.set(fileName, code)
  }
  return files
}

let demo: Demo
let browser: Browser
let pages: Map<string, string>

beforeAll(async () => {
  pages = await buildPages()
  demo = await startDemo()
  browser = await launchChromium()
}, 90_000)

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
}, 20_000)

/** A page of the binding's example on the demo's origin, so that its requests reach the real server. */
async function open(binding: Binding): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage()
  page.setDefaultTimeout(15_000)
  const complaints = complaintsOf(page)
  await page.route('**/flight/*', (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1) ?? ''
    const code = pages.get(name)
    if (code) return route.fulfill({ contentType: 'text/javascript', body: code })
    return route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><link rel="icon" href="data:,"><div></div><script type="module" src="${name}.js"></script>`,
    })
  })
  await page.goto(`${demo.url}/flight/${binding}`)
  return { page, complaints }
}

describe.each(BINDINGS)('the example in the README of %s', { timeout: 60_000 }, (binding) => {
  it('generates a video that plays', async () => {
    const { page, complaints } = await open(binding)
    const creates: string[] = []
    page.on('request', (request) => request.method() === 'POST' && creates.push(request.url()))
    await page.getByRole('button', { name: 'Generate' }).click()
    await page.getByRole('button', { name: /Stop at [1-9]\d* %/ }).waitFor()
    await page.locator('video').waitFor({ timeout: 50_000 })
    const played = await page.locator('video').evaluate(async (element) => {
      const video = element as HTMLVideoElement
      video.muted = true
      await video.play()
      while (video.currentTime < 0.5) await new Promise(requestAnimationFrame)
      return { width: video.videoWidth, height: video.videoHeight, duration: Math.round(video.duration) }
    })
    expect(played).toEqual({ width: 640, height: 360, duration: 4 })
    expect(creates).toHaveLength(1)
    expect(complaints).toEqual([])
    await page.close()
  })

  it('stops at the provider', async () => {
    const { page, complaints } = await open(binding)
    await page.getByRole('button', { name: 'Generate' }).click()
    await page.getByRole('button', { name: /Stop at [1-9]/ }).waitFor()
    const [canceled] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'DELETE'),
      page.getByRole('button', { name: /Stop/ }).click(),
    ])
    expect(await canceled.json()).toMatchObject({ outcome: 'canceled' })
    await page.getByRole('button', { name: 'Generate' }).waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
    expect(complaints).toEqual([])
    await page.close()
  })
})
