import { StateMachine, type setup as xstateSetup } from 'xstate'

/**
 * XState's `setup`, type for type, without the dozen action creators that its result also carries: no machine here uses
 * them, and they would add 425 B to every page.
 */
export const setup = ((implementations: never) => ({
  createMachine: (config: never) => new StateMachine(config, implementations),
})) as unknown as typeof xstateSetup
