import { cleanup, fireEvent, render, waitFor } from '@testing-library/vue'
import { describe } from 'vitest'
import { describeClients } from '../support/describe-clients.js'
import Direct from './direct-mode.vue'
import Streaming from './streaming-mode.vue'
import StreamingServerFunction from './streaming-server-function.vue'

describe('the documented client code in Vue', () => {
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
