export { toMermaid } from './chart/to-mermaid.js'
