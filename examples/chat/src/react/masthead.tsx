import { FRAMEWORKS } from '../chat/words.js'

export function Masthead({ onNewChat }: { onNewChat: () => void }) {
  return (
    <header className="masthead">
      <img src="/mark.svg" alt="" width="32" height="32" />
      <h1>
        Reelstate <span>chat</span>
      </h1>
      <nav aria-label="Framework">
        {FRAMEWORKS.map(({ name, href }) => (
          <a key={name} href={href} aria-current={name === 'React' ? 'page' : undefined}>
            {name}
          </a>
        ))}
      </nav>
      <button type="button" onClick={onNewChat}>
        New chat
      </button>
    </header>
  )
}
