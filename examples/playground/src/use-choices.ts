import { useEffect, useState } from 'react'
import type { Choices } from '../server.js'

const NONE_YET: Choices = { scenarios: [], providers: [], emulatorUrl: '' }

/** What the server offers beside the embedded renderer; nothing until it has answered. */
export function useChoices(): Choices {
  const [choices, setChoices] = useState(NONE_YET)
  useEffect(() => {
    const leaving = new AbortController()
    fetch('/api/choices', { signal: leaving.signal })
      .then((response) => response.json())
      .then(setChoices)
      // The page works without them.
      .catch(() => {})
    return () => leaving.abort()
  }, [])
  return choices
}
