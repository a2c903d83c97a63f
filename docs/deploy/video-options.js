import { postgresStore } from '@reelstate/server/postgres'
import { authorize } from './authorize.js' // who asks: your session, your user's id
import { adapter } from './provider.js' // one that every process can reach, such as a provider's on the network

// Web instances and workers are given the same.
export default {
  adapter,
  authorize,
  store: postgresStore({ connectionString: process.env.DATABASE_URL }),
  secret: process.env.REELSTATE_SECRET,
}
