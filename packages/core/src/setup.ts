import { StateMachine, type setup as xstateSetup } from 'xstate'

/**
 * XState's `setup`, type for type, without the dozen action creators that its result also carries: no machine here uses
 * them, and they would add 425 B to every page.
 */
export const setup = (({ actors, actions, guards, delays }: Parameters<typeof xstateSetup>[0]) => ({
  createMachine: (config: object) =>
    new StateMachine(config as never, { actors, actions, guards, delays } as never),
})) as unknown as typeof xstateSetup
