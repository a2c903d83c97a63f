/** A route of a server, as TanStack Router has it. */
interface ServerRoute {
  server: { handlers: { POST: (call: { request: Request }) => Promise<Response> } }
}

/** The part of TanStack Router's `createFileRoute` that the documented examples use. */
export function createFileRoute(path: string) {
  return (options: ServerRoute) => ({ path, options })
}

/** The part of TanStack Start's `createServerFn` that the documented examples use, as it runs on the server. */
export function createServerFn(_options: { method: 'POST' }) {
  return {
    inputValidator: <TData>(validate: (data: TData) => TData) => ({
      handler:
        <TResult>(handle: (call: { data: TData }) => TResult) =>
        async ({ data }: { data: TData }): Promise<Awaited<TResult>> =>
          await handle({ data: validate(data) }),
    }),
  }
}
