import vue from '@vitejs/plugin-vue'
import { defaultClientConditions, defineConfig } from 'vite'

export default defineConfig({
  plugins: [vue()],
  // For the repository of Reelstate, whose packages run from their sources. An app of your own needs no such line.
  resolve: { conditions: ['@reelstate/source', ...defaultClientConditions] },
})
