import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { VideoHandlerOptions } from '../handler/handler-options.js'
import { shown } from '../shown.js'

/** Why there is nothing to work on, for the person who wrote the module. */
export class WrongModule extends Error {}

const WANTED =
  'Its default export has to be the object that createVideoHandler takes: { adapter, store, authorize, secret, … }.'

/** The options that a module exports. Rejects with `WrongModule`. */
export async function loadOptions(file: string): Promise<VideoHandlerOptions> {
  const path = resolve(file)
  if (!existsSync(path)) {
    throw new WrongModule(`There is no file ${path}. Give the path of a module. ${WANTED}`)
  }
  const module: { default?: unknown } = await import(pathToFileURL(path).href).catch((thrown) => {
    throw new WrongModule(`${path} could not be loaded.`, { cause: thrown })
  })
  const options = await module.default
  if (typeof options !== 'object' || options === null) {
    throw new WrongModule(`The default export of ${path} is ${shown(options)}. ${WANTED}`)
  }
  if ((options as VideoHandlerOptions).store?.name === 'memory') {
    throw new WrongModule(
      `The store in ${path} is memoryStore(), which no other process sees. A worker finds jobs in a store that it ` +
        'shares with the servers: give postgresStore(…), or sqliteStore(…) on one machine.',
    )
  }
  return options as VideoHandlerOptions
}
