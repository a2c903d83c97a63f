export type * from '@reelstate/core/chat'
