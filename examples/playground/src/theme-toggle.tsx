import { useEffect, useState, useSyncExternalStore } from 'react'

type Theme = 'light' | 'dark'
const STORED = 'reelstate-theme'
const systemDark = matchMedia('(prefers-color-scheme: dark)')

const subscribeToSystem = (changed: () => void) => {
  systemDark.addEventListener('change', changed)
  return () => systemDark.removeEventListener('change', changed)
}

/** Light or dark as the system says, until it is chosen here; choosing the system's own gives the choice back. */
export function ThemeToggle() {
  const system: Theme = useSyncExternalStore(subscribeToSystem, () => systemDark.matches) ? 'dark' : 'light'
  const [chosen, setChosen] = useState(() => localStorage.getItem(STORED) as Theme | null)
  const theme = chosen ?? system
  const other = theme === 'dark' ? 'light' : 'dark'

  useEffect(() => {
    if (chosen) document.documentElement.dataset.theme = chosen
    else delete document.documentElement.dataset.theme
  }, [chosen])

  const toggle = () => {
    const next = other === system ? null : other
    if (next) localStorage.setItem(STORED, next)
    else localStorage.removeItem(STORED)
    setChosen(next)
  }

  return (
    <button
      type="button"
      className="icon-button"
      aria-label={`Switch to the ${other} theme`}
      onClick={toggle}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        {theme === 'dark' ? (
          <>
            <circle cx="12" cy="12" r="4.2" />
            <path d="M12 3v1.6M12 19.4V21M3 12h1.6M19.4 12H21M5.6 5.6l1.2 1.2M17.2 17.2l1.2 1.2M5.6 18.4l1.2-1.2M17.2 6.8l1.2-1.2" />
          </>
        ) : (
          <path d="M20 14.2A8.2 8.2 0 0 1 9.8 4 8.2 8.2 0 1 0 20 14.2Z" />
        )}
      </svg>
    </button>
  )
}
