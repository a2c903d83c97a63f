import { BaseVideoAdapter } from '@tanstack/ai/adapters'
import { expect, it } from 'vitest'
import type { VideoJobResult, VideoStream } from '../index.js'
import { generateVideo } from '../index.js'
import type { VideoAdapter } from '../provider/video-adapter.js'
import { scriptedAdapter } from '../support/scripted-adapter.js'

type Sora = VideoAdapter<'1280x720' | '720x1280', 4 | 8 | 12>
const sora = (): Sora =>
  scriptedAdapter({}, { availableDurations: () => ({ kind: 'none' }) }) as unknown as Sora
const prompt = 'A fox in the snow'

it('compiles with a literal that the model knows, and not with another', () => {
  const calls = [
    generateVideo({ adapter: sora(), prompt, size: '1280x720', duration: 12 }),
    // @ts-expect-error the model does not make this size
    generateVideo({ adapter: sora(), prompt, size: '12x9' }),
    // @ts-expect-error the model does not make this duration
    generateVideo({ adapter: sora(), prompt, duration: 5 }),
    // @ts-expect-error the model does not make this size, in a stream either
    generateVideo({ adapter: sora(), prompt, size: '12x9', stream: true }),
    // @ts-expect-error a job is followed, or one is created
    generateVideo({ adapter: sora(), prompt, jobId: 'job-1', stream: true }),
    // @ts-expect-error a job is followed by a stream
    generateVideo({ adapter: sora(), jobId: 'job-1' }).catch(() => {}),
  ]
  expect(calls).toHaveLength(6)
})

it('compiles with a plain string or number, with what a request held, and with absent values', () => {
  const size: string = '640x360'
  const duration: number = 3
  const body: { data: { size?: string | undefined; duration?: number } } = { data: {} }
  const untyped = JSON.parse('{"size":"640x360"}')
  const calls = [
    generateVideo({ adapter: sora(), prompt, size, duration }),
    generateVideo({ adapter: sora(), prompt, ...body.data, stream: true }),
    generateVideo({ adapter: sora(), prompt, size: untyped.size, duration: untyped.duration, stream: true }),
    generateVideo({ adapter: sora(), prompt, size: undefined, duration: undefined }),
    generateVideo({ adapter: scriptedAdapter(), prompt, size: '1x1', duration: 1.5 }),
  ]
  expect(calls).toHaveLength(5)
})

it('returns a promise of a job, or a stream', () => {
  const job: Promise<VideoJobResult> = generateVideo({ adapter: sora(), prompt })
  const stream: VideoStream = generateVideo({ adapter: sora(), prompt, stream: true })
  expect([job instanceof Promise, stream instanceof Promise]).toEqual([true, false])
})

it("takes an adapter that extends TanStack AI's base class", async () => {
  class PeerAdapter extends BaseVideoAdapter<'peer-1'> {
    readonly name = 'peer'
    async createVideoJob({ logger, model }: Parameters<BaseVideoAdapter<'peer-1'>['createVideoJob']>[0]) {
      logger.request('creating')
      return { jobId: 'peer-job', model }
    }
    async getVideoStatus(jobId: string) {
      return { jobId, status: 'completed' as const }
    }
    async getVideoUrl(jobId: string) {
      return { jobId, url: 'https://videos.example/peer.mp4' }
    }
  }
  const adapter = new PeerAdapter({}, 'peer-1')
  const types: string[] = []
  for await (const { type } of generateVideo({ adapter, prompt, stream: true })) types.push(type)
  expect(types.at(-1)).toBe('RUN_FINISHED')
})
