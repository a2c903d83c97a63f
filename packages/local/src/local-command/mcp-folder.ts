import { mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * Makes the folder for videos, and proves that it can be written: found out only with the first video, that would be found
 * out after it was paid for. Rejects with what was given and what to do.
 */
export async function openVideoFolder(directory: string): Promise<void> {
  const probe = join(directory, `.${crypto.randomUUID()}.probe`)
  try {
    await makeFolder(directory)
    await writeFile(probe, '')
    await rm(probe)
  } catch (cause) {
    throw new Error(
      `--directory is ${JSON.stringify(directory)}, where no file can be written: ${(cause as Error).message}. ` +
        'Give a folder that can be written.',
      { cause },
    )
  }
}

/**
 * Makes a folder and those above it, one after the other. The recursive `mkdir` of Node never answers where the system says
 * of a new folder in one that exists that there is no such file, as it does in /proc.
 */
export async function makeFolder(path: string): Promise<void> {
  const known = await stat(path).catch(() => undefined)
  if (known?.isDirectory()) return
  const above = dirname(path)
  if (above !== path) await makeFolder(above)
  await mkdir(path).catch(async (thrown) => {
    // Another process may have made it in the meantime.
    const made = await stat(path).catch(() => undefined)
    if (!made?.isDirectory()) throw thrown
  })
}
