import { createHash } from 'node:crypto'
import type { Worker } from 'node:worker_threads'
import type { SceneOptions } from '../scene/compose-scene.js'
import { spawnRenderWorker } from '../spawn-render-worker.js'
import { openVideoFolder } from '../video-folder.js'
import { watchRender } from '../watch-render.js'

export interface RenderedVideo {
  /** Names these very bytes. */
  tag: string
  path: string
  bytes: number
}

const CAPACITY = 64

/**
 * Renders each scene once, one at a time, into a temporary folder. The scenes used longest ago are forgotten
 * beyond 64, and rendered again when they are asked for.
 */
export class RenderCache {
  readonly #folder = openVideoFolder()
  /** In the order of their last use. */
  readonly #videos = new Map<string, Promise<RenderedVideo>>()
  readonly #settled = new Set<string>()
  #last: Promise<unknown> = Promise.resolve()
  #worker: Worker | undefined
  #isClosed = false

  /** Rejects when the render fails, and after `close`. */
  render(scene: SceneOptions): Promise<RenderedVideo> {
    const tag = createHash('sha256').update(JSON.stringify(scene)).digest('hex').slice(0, 32)
    const known = this.#videos.get(tag)
    const video = known ?? this.#enqueue(tag, scene)
    this.#videos.delete(tag)
    this.#videos.set(tag, video)
    this.#forgetOldest()
    return video
  }

  /** Stops the render that runs, drops the others and removes every video. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#worker?.terminate()
    await this.#last
    await this.#folder.close()
  }

  #enqueue(tag: string, scene: SceneOptions): Promise<RenderedVideo> {
    const video = this.#last.then(() => this.#renderNow(tag, scene))
    this.#last = video.then(
      () => this.#settled.add(tag),
      // Nobody gets a failure from the cache: the next one who asks has it tried again.
      () => this.#videos.delete(tag),
    )
    return video
  }

  async #renderNow(tag: string, scene: SceneOptions): Promise<RenderedVideo> {
    if (this.#isClosed) throw new Error('The emulator was closed.')
    const path = this.#folder.pathOf(tag)
    const worker = spawnRenderWorker({ ...scene, minMsPerFrame: 0, path })
    this.#worker = worker
    let outcome: RenderedVideo | Error | undefined
    await watchRender(worker, {
      encoded: () => {},
      finished: (bytes) => {
        outcome ??= { tag, path, bytes }
      },
      failed: (error) => {
        outcome ??= new Error(error)
        void worker.terminate()
      },
    })
    if (outcome === undefined || outcome instanceof Error)
      throw outcome ?? new Error('The render came to nothing.')
    return outcome
  }

  #forgetOldest(): void {
    for (const tag of this.#videos.keys()) {
      if (this.#videos.size <= CAPACITY) return
      if (!this.#settled.delete(tag)) continue
      this.#videos.delete(tag)
      void this.#folder.remove(tag).catch(() => {})
    }
  }
}
