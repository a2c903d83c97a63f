import type { Plugin } from 'vite'
import { PLANTED_FAULTS } from './planted-faults.js'

const ASKED = /^(.*)\?fault=(.+)$/

/** Serves a binding with a fault in it: its module is imported as `<path>?fault=<name>`, and brings its neighbours along. */
export function plantFaults(): Plugin {
  return {
    name: 'plant-faults',
    enforce: 'pre',
    async resolveId(source, importer) {
      const [, , fault] = ASKED.exec(importer ?? '') ?? []
      if (!fault || !source.startsWith('./')) return undefined
      const found = await this.resolve(source, importer, { skipSelf: true })
      return found && `${found.id.replace(/\?.*/, '')}?fault=${fault}`
    },
    transform(code, id) {
      const [, path = '', name = ''] = ASKED.exec(id) ?? []
      const fault = PLANTED_FAULTS[decodeURIComponent(name)]
      const binding = /packages\/(react|vue|svelte)\//.exec(path)?.[1] as
        | 'react'
        | 'vue'
        | 'svelte'
        | undefined
      if (!fault || !binding) return undefined
      const [from, to] = fault[binding]
      if (!code.includes(from)) return undefined
      return { code: `globalThis.isFaultPlanted = true\n${code.replaceAll(from, to)}`, map: null }
    },
  }
}
