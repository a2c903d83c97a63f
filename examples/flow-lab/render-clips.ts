// Renders the lab's videos with the embedded provider: `render-clips.ts <folder>`. Started by `clips.ts`.
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { localVideo } from '@reelstate/local'
import { CLIPS } from './clips.js'

const [folder = '.'] = process.argv.slice(2)
const adapter = localVideo()
try {
  for (const { name, ...input } of CLIPS) {
    const { jobId } = await adapter.createVideoJob(input)
    let { status, error } = await adapter.getVideoStatus(jobId)
    while (status === 'pending' || status === 'processing') {
      await setTimeout(50)
      ;({ status, error } = await adapter.getVideoStatus(jobId))
    }
    if (status === 'failed') throw new Error(`${name} could not be rendered: ${error}`)
    const { url } = await adapter.getVideoUrl(jobId)
    // Under another name until it is whole, so that a render that was cut short leaves no broken video behind.
    const file = join(folder, `${name}.mp4`)
    const part = `${file}.${process.pid}`
    await writeFile(part, Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'))
    await rename(part, file)
  }
} finally {
  await adapter.close()
}
