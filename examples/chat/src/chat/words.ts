import type { Way } from './chat-message.js'
import type { ChatState } from './chat-store.js'

export const FRAMEWORKS = [
  { name: 'React', href: '/' },
  { name: 'Vue', href: '/vue.html' },
  { name: 'Svelte', href: '/svelte.html' },
] as const

export const WAYS: readonly { way: Way; name: string; about: string }[] = [
  {
    way: 'tools',
    name: 'Tools',
    about: 'The LLM orders by calling a tool. The message then follows its video by itself.',
  },
  {
    way: 'commands',
    name: 'Commands in text',
    about: 'The LLM orders by writing a command, and is asked again and again until the video is there.',
  },
]

export const SUGGESTIONS = [
  'Make a video of a red fox in the snow',
  'Make a 6-second portrait video of a lighthouse in a storm',
  'What can you do?',
]

/** What the page waits for; empty where it waits for the user. */
export const describeStatus = ({ status }: Pick<ChatState, 'status'>): string =>
  ({ idle: '', asked: 'The LLM reads…', answering: '', pausing: 'The LLM is asked again in a moment…' })[
    status
  ]

/** The turns of the other conversation, to compare. */
export function describeOther({ way, otherTurns }: Pick<ChatState, 'way' | 'otherTurns'>): string {
  if (otherTurns === null) return ''
  return `${way === 'tools' ? 'with commands' : 'with tools'}: ${otherTurns}`
}
