import { createOpenaiVideo } from '@reelstate/server/openai'
import { runAdapterContract } from '../support/run-adapter-contract.js'

runAdapterContract({
  provider: 'openai',
  adapter: (emulator, key, webhookSecret) =>
    createOpenaiVideo(key, { baseURL: emulator.baseURL('openai'), webhookSecret }),
  lists: true,
})
