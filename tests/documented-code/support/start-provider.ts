import { type Emulator, type EmulatorOptions, startEmulator } from '@reelstate/local'

/**
 * A server that speaks OpenAI's Videos API, and the environment by which `openaiVideo()` finds it. What it renders is
 * small and short, whatever was ordered, and takes `runMs`, so that a test sees it on the way.
 */
export async function startProvider(
  scenario: NonNullable<EmulatorOptions['scenario']> = 'happy',
  runMs = 900,
): Promise<Emulator> {
  const emulator = await startEmulator({ scenario, maxSide: 96, maxSeconds: 1, pace: { queueMs: 0, runMs } })
  process.env.OPENAI_BASE_URL = emulator.baseURL('openai')
  process.env.OPENAI_API_KEY = 'any-key'
  return emulator
}
