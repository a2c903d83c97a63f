import type { SimulatedNetwork } from '@reelstate/core/testing'
import type { Faults } from '@reelstate/devtools/faults'

/** The network of a scenario, made of the faults that the panel shows: what an act does, its switches show too. */
export function faultNetwork(faults: Faults, silence: () => void): SimulatedNetwork {
  return {
    get isOnline() {
      return !faults.state.isOffline
    },
    goOffline: () => faults.setOffline(true),
    goOnline: () => faults.setOffline(false),
    drop: () => faults.drop(),
    silence,
    subscribe(listener) {
      let { isOffline } = faults.state
      return faults.subscribe(() => {
        if (faults.state.isOffline === isOffline) return
        isOffline = faults.state.isOffline
        listener()
      })
    },
    // The faults are in the `fetch` of the connection.
    through: (connection) => connection,
  }
}
