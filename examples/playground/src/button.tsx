import type { ReactNode } from 'react'

interface ButtonProps {
  children: ReactNode
  kind?: 'primary' | 'plain' | 'quiet' | 'tool'
  /** Has nothing to do now. It stays focusable, so that whoever just pressed it is not thrown off the page. */
  isIdle?: boolean
  type?: 'button' | 'submit'
  onClick?: () => void
}

export function Button({ children, kind = 'plain', isIdle = false, type = 'button', onClick }: ButtonProps) {
  return (
    <button
      type={type}
      className="button"
      data-kind={kind}
      aria-disabled={isIdle}
      onClick={isIdle ? (event) => event.preventDefault() : onClick && (() => onClick())}
    >
      {children}
    </button>
  )
}
