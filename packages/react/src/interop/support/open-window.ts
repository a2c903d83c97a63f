import { Window } from 'happy-dom'

// A page for React inside plain Node: the server of the test and the page share one real `fetch`, which the globals of a
// DOM test environment would replace by one that knows origins. Imported before React, which looks for a page once.

const window = new Window({ url: 'http://localhost/' })
const { document, navigator } = window
for (const [name, value] of Object.entries({ window, document, navigator })) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
}
