import { DefaultChatTransport, readUIMessageStream } from 'ai'
import type { ChatMessage, Way } from './chat-message.js'
import { explainProblem } from './explain-problem.js'
import { nextTurn } from './next-turn.js'
import { hasOpenCall, isToolPart } from './tool-part.js'

export interface ConversationState {
  readonly messages: readonly ChatMessage[]
  /**
   * - `idle`: it is the user's turn.
   * - `asked`: the LLM has not begun to answer.
   * - `answering`
   * - `pausing`: it is asked again in a few seconds.
   */
  readonly status: 'idle' | 'asked' | 'answering' | 'pausing'
  /** Why the last answer did not come, or is not whole. */
  readonly problem: Problem | null
}

export interface Problem {
  readonly text: string
  /** Something is wrong; otherwise it was the user, or a reload. */
  readonly isFailure: boolean
}

/** One conversation as it is kept. */
export interface KeptConversation {
  id: string
  messages: ChatMessage[]
}

/** Between two questions how a video is, in ms. */
const PAUSE = 2000
/** How often the LLM is asked without the user, at most: with a real one, every time costs. */
const MOST_TURNS = 40

const transport = new DefaultChatTransport<ChatMessage>({
  api: '/api/chat',
  prepareSendMessagesRequest: ({ id, messages, body }) => ({ body: { id, messages, ...body } }),
})

/** A conversation with the LLM in one of the two ways. */
export class Conversation {
  readonly way: Way
  readonly #id: string
  readonly #changed: () => void
  #state: ConversationState
  #answer: AbortController | undefined
  #pause: ReturnType<typeof setTimeout> | undefined

  /** @param changed is called after every change of the state */
  constructor(way: Way, kept: KeptConversation, changed: () => void) {
    this.way = way
    this.#id = kept.id
    this.#changed = changed
    this.#state = { messages: kept.messages, status: 'idle', problem: problemOf(kept.messages) }
  }

  get state(): ConversationState {
    return this.#state
  }

  get kept(): KeptConversation {
    return { id: this.#id, messages: [...this.#state.messages] }
  }

  /** Says something to the LLM. Does nothing while it answers. */
  send(text: string): void {
    if (text.trim() === '' || this.#answer) return
    const message: ChatMessage = {
      id: crypto.randomUUID(),
      role: 'user',
      parts: [{ type: 'text', text: text.trim() }],
    }
    this.#set({ messages: [...this.#state.messages, message] })
    void this.ask()
  }

  /** Asks for the answer that did not come, or for the rest of it. */
  tryAgain(): void {
    this.#set({ messages: this.#state.messages.map(withoutStop) })
    void this.ask()
  }

  /** Goes on where a reload came in between: asks for the turn, or for the result, that was due. */
  goOn(): void {
    if (this.#answer || this.#pause) return
    const turn = nextTurn(this.#state.messages)
    if (turn === 'none') return
    if (turn === 'now') {
      void this.ask()
      return
    }
    this.#set({ status: 'pausing', problem: null })
    this.#pause = setTimeout(() => {
      this.#pause = undefined
      void this.ask()
    }, PAUSE)
  }

  /** Asks the LLM for its next message, or for the rest of the one that was cut short. Never rejects. */
  async ask(): Promise<void> {
    this.#endPause()
    const before = [...this.#state.messages]
    const cut = this.way === 'tools' ? takeCut(before) : undefined
    const asked = cut ? [...before, cut] : before
    const answer = new AbortController()
    this.#answer = answer
    this.#set({ messages: asked, status: 'asked', problem: null })
    try {
      const stream = await transport.sendMessages({
        trigger: 'submit-message',
        chatId: this.#id,
        messageId: undefined,
        messages: asked,
        abortSignal: answer.signal,
        body: { way: this.way },
      })
      const id = cut?.id ?? crypto.randomUUID()
      const answers = readUIMessageStream<ChatMessage>({
        stream,
        terminateOnError: true,
        ...(cut && { message: cut }),
      })
      for await (const message of answers) {
        if (this.#answer !== answer) return
        this.#set({ messages: [...before, { ...message, id }], status: 'answering' })
      }
    } catch (thrown) {
      if (!answer.signal.aborted) this.#set({ problem: failure(explainProblem(thrown)) })
    }
    // Another conversation has begun, or it was stopped and asked again.
    if (this.#answer !== answer) return
    this.#answer = undefined
    const { messages, problem } = this.#state
    this.#set({ status: 'idle', problem: problem ?? problemOf(messages) })
    if (this.#state.problem !== null) return
    if (turnsInARow(messages) >= MOST_TURNS) {
      this.#set({ problem: failure(`The LLM was asked ${MOST_TURNS} times, and the video is not ready.`) })
      return
    }
    this.goOn()
  }

  /** Stops the LLM's answer, and asks for no other. Videos go on, also one that was only just ordered. */
  stop(): void {
    this.#answer?.abort()
    this.#answer = undefined
    this.#endPause()
    const last = this.#state.messages.at(-1)
    const messages = [...this.#state.messages]
    if (last) messages[messages.length - 1] = { ...last, metadata: { ...last.metadata, isStopped: true } }
    this.#set({ messages, status: 'idle', problem: problemOf(messages) })
    if (hasOpenCall(messages)) void this.ask()
  }

  #endPause(): void {
    clearTimeout(this.#pause)
    this.#pause = undefined
  }

  #set(change: Partial<ConversationState>): void {
    this.#state = { ...this.#state, ...change }
    this.#changed()
  }
}

function withoutStop(message: ChatMessage): ChatMessage {
  if (!message.metadata?.isStopped) return message
  const { isStopped: _, ...metadata } = message.metadata
  return { ...message, metadata }
}

/**
 * Takes the LLM's last message off, to be continued: with all up to its last call, and without what the LLM said after that
 * and is asked to say again. The marks of its turns stay, because they were billed.
 */
function takeCut(messages: ChatMessage[]): ChatMessage | undefined {
  const cut = messages.at(-1)
  if (cut?.role !== 'assistant') return undefined
  messages.pop()
  const lastCall = cut.parts.findLastIndex((part) => isToolPart(part) && part.state !== 'input-streaming')
  return { ...cut, parts: cut.parts.filter(({ type }, index) => index <= lastCall || type === 'step-start') }
}

const failure = (text: string): Problem => ({ text, isFailure: true })
const interruption = (text: string): Problem => ({ text, isFailure: false })

/** What is to say of a conversation in which nobody talks. */
function problemOf(messages: readonly ChatMessage[]): Problem | null {
  const last = messages.at(-1)
  if (!last) return null
  if (last.metadata?.isStopped) return interruption('You stopped the LLM.')
  if (nextTurn(messages) !== 'none' && !hasOpenCall(messages)) return null
  if (last.role === 'user') return interruption('The LLM has not answered.')
  return last.metadata?.isComplete ? null : interruption('The answer was cut short.')
}

/** How often the LLM was asked since the user spoke. */
const turnsInARow = (messages: readonly ChatMessage[]) =>
  messages.length - 1 - messages.findLastIndex(({ role }) => role === 'user')
