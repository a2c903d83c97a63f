/** Plays at once, muted, as browsers allow; with the system's wish for less motion it waits for a click. */
export function Player({ url, prompt }: { url: string; prompt: string | undefined }) {
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches
  return (
    <video
      className="player"
      src={url}
      aria-label={prompt ?? 'The video'}
      controls
      loop
      muted
      playsInline
      autoPlay={!isCalm}
    />
  )
}
