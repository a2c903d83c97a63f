import type { Way } from './chat-message.js'
import type { KeptConversation } from './conversation.js'

/** What a reload, and another framework's page, go on with. Each tab has its own: two would overwrite each other's. */
export type KeptChat = Record<Way, KeptConversation> & { way: Way }

const KEY = 'reelstate-chat'

export const newChat = (): KeptConversation => ({ id: crypto.randomUUID(), messages: [] })

export function readKept(): KeptChat {
  const { way, tools, commands } = read()
  return {
    way: way === 'commands' ? way : 'tools',
    tools: isConversation(tools) ? tools : newChat(),
    commands: isConversation(commands) ? commands : newChat(),
  }
}

function read(): Partial<Record<keyof KeptChat, unknown>> {
  try {
    return Object(JSON.parse(sessionStorage.getItem(KEY) ?? 'null'))
  } catch {
    return {}
  }
}

/** What an older version of this page kept may be something else. */
function isConversation(value: unknown): value is KeptConversation {
  const { id, messages } = Object(value) as Partial<KeptConversation>
  return (
    typeof id === 'string' && Array.isArray(messages) && messages.every(({ parts }) => Array.isArray(parts))
  )
}

export function keep(chat: KeptChat): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(chat))
  } catch {
    // A browser that keeps nothing has the chat until the page is left.
  }
}
