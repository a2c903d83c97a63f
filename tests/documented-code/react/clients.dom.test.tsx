import { cleanup, fireEvent, render, waitFor } from '@testing-library/react'
import { describe } from 'vitest'
import { describeClients } from '../support/describe-clients.js'
import { VideoGenerator as Direct } from './direct-mode.js'
import { VideoGenerator as Streaming } from './streaming-mode.js'
import { VideoGenerator as StreamingServerFunction } from './streaming-server-function.js'

describe('the documented client code in React', () => {
  describeClients({
    mount: {
      streaming: () => render(<Streaming />),
      direct: () => render(<Direct />),
      streamingServerFunction: () => render(<StreamingServerFunction />),
    },
    waitFor,
    click: fireEvent.click,
    cleanup,
  })
})
