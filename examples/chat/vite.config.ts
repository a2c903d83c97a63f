import { svelte } from '@sveltejs/vite-plugin-svelte'
import react from '@vitejs/plugin-react'
import vue from '@vitejs/plugin-vue'
import { defaultClientConditions, defineConfig } from 'vite'

const pages = ['index.html', 'vue.html', 'svelte.html']

export default defineConfig({
  plugins: [react(), vue(), svelte()],
  build: { rolldownOptions: { input: pages } },
  // Found at once instead of while the first page loads, which would reload it.
  optimizeDeps: { entries: pages },
  // For the repository of Reelstate, whose packages run from their sources. An app of your own needs no such line.
  resolve: { conditions: ['@reelstate/source', ...defaultClientConditions] },
})
