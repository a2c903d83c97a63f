import { cleanup, fireEvent, render, waitFor } from '@testing-library/svelte'
import { describe } from 'vitest'
import { describeClients } from '../support/describe-clients.js'
import Direct from './direct-mode.svelte'
import Streaming from './streaming-mode.svelte'
import StreamingServerFunction from './streaming-server-function.svelte'

describe('the documented client code in Svelte', () => {
  describeClients({
    mount: {
      streaming: () => render(Streaming),
      direct: () => render(Direct),
      streamingServerFunction: () => render(StreamingServerFunction),
    },
    waitFor,
    click: fireEvent.click,
    cleanup,
  })
})
