import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react()],
  resolve: {
    // The packages of this repository run from their sources; an app that installs them needs no such line.
    conditions: ['@reelstate/source', 'module', 'browser', 'development|production'],
  },
  optimizeDeps: {
    // Found at once instead of while the first page loads, which would reload it.
    entries: ['index.html'],
  },
})
