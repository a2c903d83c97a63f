/** A video that really plays: a fraction of a second, recorded by the browser itself. */
export async function recordVideo(): Promise<string> {
  const canvas = document.createElement('canvas')
  canvas.width = 64
  canvas.height = 36
  const context = canvas.getContext('2d')
  const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: 'video/webm' })
  const chunks: Blob[] = []
  recorder.ondataavailable = ({ data }) => chunks.push(data)
  const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve))
  recorder.start()
  for (let frame = 0; frame < 10; frame++) {
    context?.fillRect(frame * 6, 0, 6, 36)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  recorder.stop()
  await stopped
  return URL.createObjectURL(new Blob(chunks, { type: 'video/webm' }))
}
