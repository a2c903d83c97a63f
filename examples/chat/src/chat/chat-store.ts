import type { Way } from './chat-message.js'
import { Conversation, type ConversationState } from './conversation.js'
import { type KeptChat, keep, newChat, readKept } from './kept-chat.js'
import { countTurns, type MessageView, viewOf } from './message-view.js'

export interface ChatState extends Omit<ConversationState, 'messages'> {
  readonly way: Way
  readonly messages: readonly MessageView[]
  /** How often the LLM was asked in this conversation, which is what its provider bills. */
  readonly turns: number
  /** The same of the other way; null where nothing was said. */
  readonly otherTurns: number | null
  /** Who talks; empty until the server has said so. */
  readonly llm: string
}

/** The page's chat: a conversation in each way, of which one is shown. Every framework shows the same. */
export interface ChatStore {
  /** Replaced when something changes. */
  getState(): ChatState
  subscribe(listener: () => void): () => void
  send(text: string): void
  stop(): void
  /** Asks for the answer that did not come. */
  tryAgain(): void
  /** Shows the conversation in the other way. */
  choose(way: Way): void
  /** Forgets the conversation that is shown. */
  startAnew(): void
}

export function createChatStore(): ChatStore {
  const listeners = new Set<() => void>()
  const kept = readKept()
  let way = kept.way
  let llm = ''
  let state: ChatState | undefined
  const chats: Record<Way, Conversation> = {
    tools: new Conversation('tools', kept.tools, () => changed()),
    commands: new Conversation('commands', kept.commands, () => changed()),
  }

  function changed(): void {
    state = undefined
    const chat: KeptChat = { way, tools: chats.tools.kept, commands: chats.commands.kept }
    keep(chat)
    for (const listener of listeners) listener()
  }

  function read(): ChatState {
    const { messages, ...rest } = chats[way].state
    const other = chats[way === 'tools' ? 'commands' : 'tools'].state.messages
    return {
      ...rest,
      way,
      llm,
      messages: viewOf(messages),
      turns: countTurns(messages),
      otherTurns: other.length > 0 ? countTurns(other) : null,
    }
  }

  for (const chat of Object.values(chats)) chat.goOn()
  nameOfLlm().then((name) => {
    llm = name
    changed()
  })

  return {
    getState() {
      state ??= read()
      return state
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    send: (text) => chats[way].send(text),
    stop: () => chats[way].stop(),
    tryAgain: () => chats[way].tryAgain(),
    choose(chosen) {
      way = chosen
      changed()
    },
    startAnew() {
      chats[way].stop()
      chats[way] = new Conversation(way, newChat(), () => changed())
      changed()
    },
  }
}

async function nameOfLlm(): Promise<string> {
  try {
    const { name } = await (await fetch('/api/llm')).json()
    return name
  } catch {
    return 'nobody: the server cannot be reached'
  }
}
