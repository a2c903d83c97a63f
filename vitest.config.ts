import { svelte } from '@sveltejs/vite-plugin-svelte'
import { svelteTesting } from '@testing-library/svelte/vite'
import react from '@vitejs/plugin-react'
import vue from '@vitejs/plugin-vue'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { plantFaults } from './tests/conformance/plant-faults.js'

// Tests run on the sources: this condition comes before a package's built files.
const conditions = ['@reelstate/source']
const onSources = {
  resolve: { conditions: [...conditions, 'module', 'browser', 'development|production'] },
  // Without `module`: what a package has for bundlers, Node cannot always import.
  ssr: { resolve: { conditions: [...conditions, 'node', 'development|production'] } },
}
const frameworks = () => [react(), vue(), svelte({ configFile: false }), svelteTesting()]

// Vitest leaves a core free; these tests wait for browsers, processes and timers of their own more than they compute.
// Each file has servers, ports and folders of its own.
const onMoreThanCores = { maxWorkers: 3 }
const bounded = {
  testTimeout: 30_000,
  hookTimeout: 30_000,
  teardownTimeout: 10_000,
  retry: 0,
  // What a page shows comes later where the machine is busy.
  expect: { poll: { timeout: 10_000 } },
}

// Groups run one after the other: what renders, drives a browser or measures time gets the machine to itself.
export default defineConfig({
  test: {
    projects: [
      {
        ...onSources,
        test: {
          ...bounded,
          ...onMoreThanCores,
          name: 'node',
          include: ['packages/*/src/**/*.test.ts'],
          exclude: ['**/*.dom.test.ts', '**/*.browser.test.ts'],
          pool: 'forks',
          sequence: { groupOrder: 0 },
        },
      },
      {
        ...onSources,
        plugins: [...frameworks(), plantFaults()],
        test: {
          ...bounded,
          ...onMoreThanCores,
          name: 'dom',
          environment: 'happy-dom',
          include: ['packages/*/src/**/*.dom.test.{ts,tsx}', 'tests/**/*.dom.test.{ts,tsx}'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        ...onSources,
        plugins: frameworks(),
        // One that is found while tests run would load the page anew.
        optimizeDeps: { include: ['@statelyai/inspect'] },
        test: {
          ...bounded,
          name: 'browser',
          include: ['packages/*/src/**/*.browser.test.{ts,tsx}', 'tests/**/*.browser.test.{ts,tsx}'],
          sequence: { groupOrder: 1 },
          browser: {
            enabled: true,
            headless: true,
            fileParallelism: false,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
                args: ['--no-sandbox', '--disable-background-networking'],
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        ...onSources,
        test: {
          ...bounded,
          ...onMoreThanCores,
          name: 'e2e',
          include: ['tests/**/*.test.ts'],
          exclude: ['**/*.dom.test.ts', '**/*.browser.test.ts', '**/*.timed.test.ts'],
          globalSetup: 'tests/support/prepare-playground.ts',
          pool: 'forks',
          sequence: { groupOrder: 2 },
        },
      },
      {
        ...onSources,
        test: {
          ...bounded,
          ...onMoreThanCores,
          name: 'crash',
          include: ['packages/server/crash/**/*.test.ts'],
          pool: 'forks',
          sequence: { groupOrder: 3 },
        },
      },
      {
        ...onSources,
        test: {
          ...bounded,
          name: 'timed',
          include: ['tests/**/*.timed.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
})
