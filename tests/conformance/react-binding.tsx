import { type UseGenerateVideoReturn, useGenerateVideo, useVideoSelector } from '@reelstate/react'
import { useState } from 'react'
import { createRoot } from 'react-dom/client'
import {
  type Binding,
  FIELDS,
  type HookOptions,
  inWords,
  METHODS,
  openStage,
  type VideoComponent,
} from './binding.js'
import { painted } from './painted.js'
import { mountReactQueue } from './react-queue.js'

type Video = UseGenerateVideoReturn<unknown>

/** What the test and the components tell each other. */
interface Box {
  component: VideoComponent
  hook: typeof useGenerateVideo
  video?: Video
  setOptions?: (options: HookOptions) => void
  renders: number
}

/** `hook` is the one under test. */
export const reactBinding = (hook: typeof useGenerateVideo = useGenerateVideo): Binding => ({
  mountQueue: mountReactQueue,
  async mount(component) {
    const { stage, shown, press } = openStage()
    const root = createRoot(stage)
    const box: Box = { component, hook, renders: 0 }
    root.render(<Page box={box} />)
    await painted()
    const video = () => box.video as Video
    return {
      video: video(),
      read: (field) => video()[field],
      write: (field, value) => void Object.assign(video(), { [field]: value }),
      shown,
      press,
      renders: () => box.renders,
      async setOptions(options) {
        box.setOptions?.(options)
        await painted()
      },
      async unmount() {
        root.unmount()
        await painted()
        stage.remove()
      },
    }
  },
})

function Page({ box }: { box: Box }) {
  const { component, hook } = box
  const [options, setOptions] = useState(component.options)
  const video = hook(options as never) as Video
  if (!box.video) component.onSetup?.(video)
  Object.assign(box, { video, setOptions })
  const { select } = component
  return select ? <Selected box={box} video={video} select={select} /> : <Fields box={box} video={video} />
}

interface SelectedProps {
  box: Box
  video: Video
  select: NonNullable<VideoComponent['select']>
}

function Selected({ box, video, select }: SelectedProps) {
  box.renders++
  return <output>{inWords({ selected: useVideoSelector(video as never, select) })}</output>
}

function Fields({ box, video }: { box: Box; video: Video }) {
  box.renders++
  const fields = (box.component.reads ?? FIELDS).map((field) => [field, video[field]])
  return (
    <>
      <output>{inWords(Object.fromEntries(fields))}</output>
      {METHODS.map((method) => (
        <button key={method} type="button" onClick={video[method]}>
          {method}
        </button>
      ))}
    </>
  )
}
