import { jobCreated, jobStatus } from '@reelstate/core/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { createFaults } from './faults.js'
import { mountDevtools, scriptedClient, soon } from './support/mount-devtools.js'

afterEach(() => document.body.replaceChildren())

// The themes differ in nothing but their colours.
const THEMES = [{ theme: 'light' }, { theme: 'dark', rules: ['color-contrast'] }]

describe.each(THEMES)('in the $theme theme', ({ theme, rules }) => {
  it.each([1200, 420])('the panel is free of accessibility violations at %i px', async (width) => {
    const { client, transport } = scriptedClient()
    const panel = mountDevtools({ client, faults: createFaults() }, { width, theme })
    await panel.drawn()
    void client.generate({ prompt: 'a dog' })
    await transport.send(jobCreated({ jobId: 'job-1' }))
    await transport.send(jobStatus({ jobId: 'job-1', status: 'processing', progress: 10 }))
    await soon(() => panel.text('.place')).toContain('5 / 5')

    for (const pane of width === 420 ? ['possible', 'events', 'context'] : ['chart']) {
      panel.one<HTMLInputElement>(`.panes input[value=${pane}]`).click()
      if (pane !== 'events') panel.one('.possible [data-event=STATUS]').click()
      if (pane === 'events') panel.one('.event .open:not([hidden])').click()
      if (pane === 'context') panel.button('Step back').click()
      await new Promise((resolve) => setTimeout(resolve, 80))
      expect(await panel.violations(rules)).toEqual([])
    }
  })
})
