/** A strip of film with two states and the way between them. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect className="mark-film" width="32" height="32" rx="8" />
      <path
        className="mark-holes"
        d="M5 8.5h3M5 13.5h3M5 18.5h3M5 23.5h3M24 8.5h3M24 13.5h3M24 18.5h3M24 23.5h3"
      />
      <path className="mark-arrow" d="M13.2 11.4c5.6.6 6 3.6 5.6 6.6" />
      <circle className="mark-from" cx="13" cy="11" r="2.6" />
      <circle className="mark-to" cx="18.6" cy="20.8" r="3.6" />
    </svg>
  )
}
