import { expect, it } from 'vitest'
import { jobCreated, jobStatus } from '../protocol.js'
import { createTestClient, scriptedTransport } from '../testing.js'

/** A client whose job is announced, over a transport that is driven by hand. */
async function byHand() {
  const video = createTestClient({ connection: scriptedTransport() })
  void video.generate({ prompt: 'a dog' })
  await video.transport.send(jobCreated({ jobId: 'job-1', reference: 'job-1', resume: true, cancel: true }))
  return video
}

const report = (progress: number) => jobStatus({ jobId: 'job-1', status: 'processing', progress })

it.each([1, 6, 60])('what is sent last was taken when its promise resolves: %i in a row', async (count) => {
  const video = await byHand()
  const sent = Array.from({ length: count }, (_, index) => video.transport.send(report(index + 1)))
  await sent.at(-1)
  expect(video.getState().progress).toBe(count)
})

it('waits for nobody on a link that fell silent', async () => {
  const video = await byHand()
  video.network.silence()
  await video.transport.send(report(10))
  await video.transport.send(report(20))
  expect(video.getState().progress).toBeNull()
})

it('sends wire events, and says so for anything else', async () => {
  const video = await byHand()
  const { transport } = video
  await expect(transport.send({ status: 40 } as never)).rejects.toThrow(
    'send() takes wire events, such as jobStatus({ jobId, status: \'processing\', progress: 40 }) of @reelstate/core/protocol; it got {"status":40}.',
  )
  for (const wrong of [[report(40)], undefined, 'heartbeat'])
    await expect(transport.send(wrong as never)).rejects.toThrow('send() takes wire events')
  expect(video.getState().progress).toBeNull()
  await transport.send(report(40))
  expect(video.getState().progress).toBe(40)
})
