// The page of the devtools' pictures: a run on a script, so that every picture shows the same moment.
import { createVideoClient } from '@reelstate/core'
import { videoMachine } from '@reelstate/core/machine'
import { createRealClock, scriptedTransport } from '@reelstate/core/testing'
import '@reelstate/devtools'
import { createFaults } from '@reelstate/devtools/faults'
import { Recorder } from '@reelstate/devtools/recording'
import { createActor } from 'xstate'

const connection = scriptedTransport(
  [
    { jobCreated: { jobId: 'job-7f3a' } },
    ...[5, 12, 18, 31, 44, 58, 63].flatMap((status) => [{ wait: 70 }, { status }]),
    'silence',
  ],
  { clock: createRealClock() },
)
const client = createVideoClient({ connection })
const recorder = new Recorder()
recorder.follow(client)
recorder.follow(createActor(videoMachine).start(), 'another tab')

const panel = document.createElement('reelstate-devtools')
Object.assign(panel, { client, recorder, faults: createFaults() })
document.body.append(panel)
void client.generate({ prompt: 'A lighthouse in a storm', size: '1280x720' })
