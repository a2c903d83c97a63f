import { jobCreated, jobStatus } from '@reelstate/core/protocol'
import { afterEach, expect, it } from 'vitest'
import { createActor } from 'xstate'
import { playerMachine } from '../../core/src/chart/support/player-machine.js'
import { Recorder } from './recording.js'
import { mountDevtools, scriptedClient, soon, statesOf } from './support/mount-devtools.js'

afterEach(() => document.body.replaceChildren())

/** Presses the button, and takes the file that would be saved. */
async function exported({ button }: ReturnType<typeof mountDevtools>): Promise<File> {
  const saved = new Promise<File>((resolve) => {
    const save = HTMLAnchorElement.prototype.click
    HTMLAnchorElement.prototype.click = function () {
      HTMLAnchorElement.prototype.click = save
      void fetch(this.href)
        .then((answer) => answer.blob())
        .then((blob) => resolve(new File([blob], this.download)))
    }
  })
  button('Export the recording').click()
  return saved
}

function drop(element: HTMLElement, file: File): void {
  const dataTransfer = new DataTransfer()
  dataTransfer.items.add(file)
  element.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
}

it('is exported, opened in another page and shows the same there, with nothing running', async () => {
  const recorder = new Recorder()
  const { client, transport } = scriptedClient()
  const player = createActor(playerMachine).start()
  recorder.follow(client)
  recorder.follow(player)
  const first = mountDevtools({ recorder })
  await first.drawn()
  void client.generate({ prompt: 'a dog' })
  await transport.send(jobCreated({ jobId: 'job-1' }))
  await transport.send(jobStatus({ jobId: 'job-1', status: 'processing', progress: 10 }))
  await soon(first.lit).toEqual(statesOf(client))
  const shownBy = async (panel: typeof first, place: number) => {
    panel.scrubTo(place)
    await soon(() => panel.text('.place')).toContain(`${place + 1} / 5`)
    return [
      panel.lit(),
      panel.events(),
      panel.texts('.changes li'),
      panel.text('.context .tree'),
      panel.text('.now'),
    ]
  }
  const file = await exported(first)
  expect(file.name).toMatch(/^reelstate-\d{4}-\d\d-\d\d-\d{4}\.json$/)
  const expected = [await shownBy(first, 1), await shownBy(first, 2), await shownBy(first, 4)]
  first.element.remove()
  player.stop()

  const second = mountDevtools({})
  expect(second.text('.problem')).toMatch(/^No machine yet/)
  drop(second.element, file)
  await second.drawn()
  expect(second.text('.banner')).toMatch(/^Recording reelstate-.+\.json: 6 steps in .+\. Nothing runs here\./)
  expect(second.texts('.actors .name')).toEqual(['video', 'player'])
  expect([await shownBy(second, 1), await shownBy(second, 2), await shownBy(second, 4)]).toEqual(expected)
  expect(second.text('.possible .hint')).toBe('This is a recording: nothing can be sent to it.')
  expect(second.texts('.faults')).toEqual([])

  second.button('Replay').click()
  await soon(() => second.text('.place')).toContain('5 / 5')
  second.button('Close the recording').click()
  await soon(() => second.text('.problem')).toMatch(/^No machine yet/)
  expect(second.texts('.banner')).toEqual([])
})

it('says why a file cannot be opened, and goes on with what it showed', async () => {
  const { client } = scriptedClient()
  const { drawn, element, text, texts, one, button, lit } = mountDevtools({ client })
  await drawn()
  drop(element, new File(['{"name": "package"}'], 'package.json'))
  await soon(() => text('.refused')).toBe(
    'package.json could not be opened. This is no recording of Reelstate, but an object with name. Choose a file that was exported here.',
  )
  const input = one<HTMLInputElement>('input[type=file]')
  const chosen = new DataTransfer()
  chosen.items.add(new File(['not json'], 'notes.txt'))
  input.files = chosen.files
  input.dispatchEvent(new Event('change'))
  await soon(() => text('.refused')).toContain('notes.txt could not be opened. This is no recording')
  expect(lit()).toEqual(statesOf(client))
  button('Dismiss').click()
  expect(texts('.refused')).toEqual([])
})
