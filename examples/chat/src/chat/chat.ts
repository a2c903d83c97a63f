import { createChatStore } from './chat-store.js'

/** The chat of this page; what shows it may be replaced as it is edited. */
export const chat = createChatStore()
