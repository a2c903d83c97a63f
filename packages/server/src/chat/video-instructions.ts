/** What to tell an LLM, in its system prompt, so that it writes the commands that `videoActions` carries out. */
export function videoInstructions(): string {
  return INSTRUCTIONS
}

const INSTRUCTIONS = `To generate a video:
<createAIVideo>{"prompt": "scene description", "model": "sora-2", "seconds": 8, "size": "1280x720"}</createAIVideo>

Video generation takes time. When you receive VIDEO_PENDING, poll with:
<continueVideoPolling>{"videoId": "the-video-id"}</continueVideoPolling>

Models: sora-2 (standard), sora-2-pro (higher quality)
Duration: 4, 8, or 12 seconds
Size: 1280x720 (landscape), 720x1280 (portrait)
Optional: input_reference_url for image-to-video

Write commands as plain text: in a code block or between backticks they are not carried out.
`
