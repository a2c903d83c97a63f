import { createOpenaiVideo } from '@reelstate/server/openai'

// Explicit API keys. Changed: import paths.

const adapter = createOpenaiVideo('your-openai-api-key')

// What a test uses it with.
export { adapter }
