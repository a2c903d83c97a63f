import { svelte } from '@sveltejs/vite-plugin-svelte'
import react from '@vitejs/plugin-react'
import vue from '@vitejs/plugin-vue'
import { defaultClientConditions, defineConfig } from 'vite'
import { clips } from './clips.js'

export default defineConfig({
  // Every address in the page is relative, so the build runs in any folder of any server.
  base: './',
  plugins: [react(), vue(), svelte({ configFile: false }), clips()],
  // The packages of this repository run from their sources; an app that installs them needs no such line.
  resolve: { conditions: ['@reelstate/source', ...defaultClientConditions] },
  optimizeDeps: {
    // Found at once instead of while the first page loads, which would reload it.
    entries: ['index.html'],
  },
})
