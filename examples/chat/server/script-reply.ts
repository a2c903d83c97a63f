import type { VideoMessagePart } from '@reelstate/core/chat'
import { readWish } from './read-wish.js'

/** What the script knows of a conversation. */
export interface Conversation {
  /** Whether videos can be stopped: there is no command for that. */
  canCancel: boolean
  /** What the user said last. */
  wish: string
  /** What came of its order, or of its question, since then; empty right after the user spoke. */
  results: readonly VideoMessagePart[]
  /** The latest video. */
  videoId: string | undefined
  /** Whether the video follows the page by itself, or the LLM has to ask again. */
  mustPoll: boolean
  /** Whether the results answer a question, and not an order. */
  hasAsked: boolean
}

export type Action =
  | { kind: 'order'; prompt: string; seconds: number; isPortrait: boolean }
  | { kind: 'check'; videoId: string }
  | { kind: 'cancel'; videoId: string }

export interface Reply {
  text: string
  action?: Action | undefined
}

const HELP =
  'I make short videos. Say what should be in one, such as “Make a video of a red fox in the snow”, and if you ' +
  'like how long it is, and “portrait”. Then ask me how it is, or tell me to stop it.'

/** What the script says next. */
export function scriptReply(conversation: Conversation): Reply {
  const { wish: said, results, videoId, mustPoll, canCancel } = conversation
  const result = results.at(-1)
  if (result) return replyTo(result, conversation)

  const goOn: Action | undefined = mustPoll && videoId !== undefined ? { kind: 'check', videoId } : undefined
  const wish = readWish(said)
  if (wish.kind === 'video') {
    const { prompt, seconds, isPortrait } = wish
    if (prompt === '') return { text: 'Gladly. What should be in the video?', action: goOn }
    const shape = isPortrait ? ', portrait' : ''
    return {
      text: `“${prompt}”, ${seconds} seconds${shape}: on its way.`,
      action: { ...wish, kind: 'order' },
    }
  }
  if (wish.kind === 'talk') return { text: HELP, action: goOn }
  if (videoId === undefined) {
    return {
      text: 'There is no video yet. Ask me for one, such as “Make a video of a lighthouse in a storm”.',
    }
  }
  if (wish.kind === 'check') return { text: 'Let me look.', action: { kind: 'check', videoId } }
  if (canCancel) return { text: 'I stop it.', action: { kind: 'cancel', videoId } }
  return { text: 'I have no command that stops a video. With tools I could.', action: goOn }
}

function replyTo(result: VideoMessagePart, { mustPoll, hasAsked }: Conversation): Reply {
  if ('error' in result) return { text: `There is no video: ${result.error}` }
  const { type, data } = result
  if (type === 'CHAT_VIDEO') return { text: 'It is ready. Enjoy!' }
  if (type === 'VIDEO_CANCELED') {
    return {
      text: data.outcome === 'canceled' ? 'Done. Ask me for another one whenever you like.' : data.message,
    }
  }
  if (mustPoll) {
    const text = hasAsked ? 'Still in the making. I look again.' : 'It is in the making. I look how it is.'
    return { text, action: { kind: 'check', videoId: data.videoId } }
  }
  const done = data.progress === undefined ? '' : `, ${Math.round(data.progress)} % done`
  if (hasAsked)
    return { text: `It is still in the making${done}. It will play above as soon as it is ready.` }
  return { text: 'You see it above, and it plays there when it is ready. Nobody has to ask me again.' }
}
