import type { NextConfig } from 'next'

const config: NextConfig = {
  // It draws in a thread of its own, with a native addon: not for a bundler.
  serverExternalPackages: ['@reelstate/local'],
}
export default config
