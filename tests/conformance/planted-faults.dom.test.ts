import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { BEHAVIOURS } from './behaviours.js'
import type { Binding } from './binding.js'
import { PLANTED_FAULTS } from './planted-faults.js'
import { reactBinding } from './react-binding.js'
import { FAST } from './scripted-server.js'
import { Stage } from './stage.js'
import { svelteBinding } from './svelte-binding.js'
import { vueBinding } from './vue-binding.js'

// The suite is worth what it catches.

const ROOT = new URL('../../packages', import.meta.url).pathname
const FAULTY: Record<string, (query: string) => Promise<Binding>> = {
  react: async (query) =>
    reactBinding(
      (await import(/* @vite-ignore */ `${ROOT}/react/src/use-generate-video.ts${query}`)).useGenerateVideo,
    ),
  vue: async (query) =>
    vueBinding(
      (await import(/* @vite-ignore */ `${ROOT}/vue/src/use-generate-video.ts${query}`)).useGenerateVideo,
    ),
  svelte: async (query) =>
    svelteBinding(
      (await import(/* @vite-ignore */ `${ROOT}/svelte/src/create-generate-video.ts${query}`))
        .createGenerateVideo,
    ),
}
const planted = globalThis as { isFaultPlanted?: boolean }

// Most are caught by something that does not come: it need not be waited for as long as elsewhere.
beforeAll(() => {
  FAST.timeout = 700
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe.each(Object.entries(FAULTY))('the suite catches in %s', (_name, faulty) => {
  it.each(Object.entries(PLANTED_FAULTS))('%s', async (fault, { caughtBy }) => {
    planted.isFaultPlanted = false
    const binding = await faulty(`?fault=${encodeURIComponent(fault)}`)
    expect(planted.isFaultPlanted, 'The source no longer has what the fault replaces.').toBe(true)
    for (const method of ['error', 'warn'] as const) vi.spyOn(console, method).mockImplementation(() => {})
    expect(await holds(caughtBy, binding)).toBe(false)
  })
})

async function holds(name: string, binding: Binding): Promise<boolean> {
  const behaviour = BEHAVIOURS[name]
  if (!behaviour) throw new Error(`There is no behaviour "${name}".`)
  const stage = new Stage(binding)
  try {
    await Promise.race([behaviour(stage), tooLong()])
    return true
  } catch {
    return false
  } finally {
    await stage.close()
  }
}

/** What hangs does not hold. */
const tooLong = () =>
  new Promise<never>((_resolve, reject) => setTimeout(() => reject(new Error('It hangs.')), 2_000))
