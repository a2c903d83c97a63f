export { createFaults, type FaultsOptions } from './faults/create-faults.js'
export type { FaultState, Faults } from './faults/faults.js'
