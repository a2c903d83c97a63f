import { anthropic } from '@ai-sdk/anthropic'
import { openai } from '@ai-sdk/openai'
import type { LanguageModel } from 'ai'
import { scriptedLlm } from './scripted-llm.js'

export interface Llm {
  model: LanguageModel
  /** For people: who talks. */
  name: string
}

/** The LLM whose key is in the environment, or else a script that needs none. `LLM_MODEL` names another model. */
export function pickLlm(env: Record<string, string | undefined>): Llm {
  if (env.OPENAI_API_KEY) {
    const id = env.LLM_MODEL ?? 'gpt-5.4-mini'
    return { model: openai(id), name: `OpenAI, ${id}` }
  }
  if (env.ANTHROPIC_API_KEY) {
    const id = env.LLM_MODEL ?? 'claude-haiku-4-5'
    return { model: anthropic(id), name: `Anthropic, ${id}` }
  }
  return { model: scriptedLlm(), name: 'a script on this server, without a key' }
}
