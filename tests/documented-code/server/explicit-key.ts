import { createOpenaiVideo } from '../support/open-ai-video.js'

// Explicit API keys. Changed: import paths; the adapter.

const adapter = createOpenaiVideo('your-openai-api-key')

// What a test uses it with.
export { adapter }
