import { fetchServerSentEvents } from '@reelstate/react'
import { renderVisualResults, VideoMessage } from '@reelstate/react/chat'
import type { Block, MessageView } from '../chat/message-view.js'

const client = { connection: fetchServerSentEvents('/api/video') }

export function Message({ message: { author, blocks } }: { message: MessageView }) {
  return (
    <li className="message" data-author={author}>
      <article aria-label={author === 'you' ? 'You' : 'The LLM'}>
        {blocks.map((block) => (
          <Content key={block.id} block={block} />
        ))}
      </article>
    </li>
  )
}

function Content({ block }: { block: Block }) {
  switch (block.kind) {
    case 'text':
      return <p className="text">{block.text}</p>
    case 'step':
      return <p className="step">{block.text}</p>
    case 'tool':
      return (
        <div className="result" data-shape={block.shape}>
          <VideoMessage part={block.part} client={client} />
        </div>
      )
    case 'command':
      return <div className="result">{renderVisualResults([block.part])}</div>
  }
}
