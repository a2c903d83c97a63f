import { type FormEvent, useState } from 'react'
import { Button } from './button.js'

interface FollowJobProps {
  /** Of the latest job of this page. */
  reference: string | undefined
  isBusy: boolean
  onFollow: (reference: string) => void
}

/** Shows a job that somebody else ordered, or this page before its run was reset. */
export function FollowJob({ reference, isBusy, onFollow }: FollowJobProps) {
  const [given, setGiven] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isBusy && given.trim()) onFollow(given.trim())
  }
  return (
    <form className="card follow-job" aria-label="Follow a job" onSubmit={submit}>
      <div className="field">
        <label htmlFor="reference">Follow a job</label>
        <div className="follow-row">
          <input
            id="reference"
            value={given}
            autoComplete="off"
            spellCheck={false}
            placeholder="The reference of a job"
            aria-describedby="reference-says"
            onChange={(event) => setGiven(event.target.value)}
          />
          <Button type="submit" isIdle={isBusy || !given.trim()}>
            Follow
          </Button>
        </div>
        <p id="reference-says" className="field-note">
          {reference ? (
            <>
              The latest job here, for another window: <code className="reference">{reference}</code>
            </>
          ) : (
            'Another window shows the reference of its job here. Nothing is ordered by following.'
          )}
        </p>
      </div>
    </form>
  )
}
