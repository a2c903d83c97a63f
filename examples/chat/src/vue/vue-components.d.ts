// For TypeScript itself, which reads no `.vue` files; their own checker does.
declare module '*.vue' {
  import type { Component } from 'vue'

  const component: Component
  export default component
}
