import { VideoMaker } from './video-maker'

export default function Page() {
  return (
    <main>
      <h1>
        Reelstate <span>with Next</span>
      </h1>
      <VideoMaker />
    </main>
  )
}
