import { svelte } from '@sveltejs/vite-plugin-svelte'
import react from '@vitejs/plugin-react'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react(), vue(), svelte({ configFile: false })],
  resolve: {
    // The packages of this repository run from their sources; an app that installs them needs no such line.
    conditions: ['@reelstate/source', 'module', 'browser', 'development|production'],
  },
  optimizeDeps: {
    // Found at once instead of while the first page loads, which would reload it.
    entries: ['index.html'],
  },
})
