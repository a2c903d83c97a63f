import { VideoMessage } from '@reelstate/react/chat'
import { Profiler, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, expect, it, vi } from 'vitest'
import { mountReactMessage } from './react-message.js'
import { calm, PENDING, Stage, says } from './stage.js'

const stage = new Stage(mountReactMessage)
afterEach(() => stage.close())

it('asks once in StrictMode, and renders no more than there is news, with options made in place', async () => {
  const error = vi.spyOn(console, 'error')
  const place = document.body.appendChild(document.createElement('div'))
  const root = createRoot(place)
  let commits = 0
  root.render(
    <StrictMode>
      <Profiler id="message" onRender={() => void commits++}>
        <VideoMessage part={{ ...PENDING }} client={{ ...stage.options() }} labels={{ cancel: 'Stop' }} />
      </Profiler>
    </StrictMode>,
  )
  const request = await stage.server.request(1)
  request.send(says.job(), says.progress(30))
  await vi.waitFor(() => expect(place.textContent).toContain('30 %'))
  const before = commits
  await calm(200)
  expect(commits).toBe(before)
  expect(commits).toBeLessThan(8)
  expect(stage.asked()).toEqual(['GET ref-1'])
  root.unmount()
  await vi.waitFor(() => expect(request.isClosed).toBe(true))
  expect(error).not.toHaveBeenCalled()
})
