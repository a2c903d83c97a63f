import type { Place } from '../stage.js'
import type { PlaceId } from '../vocabulary.js'
import { desert, mountains, snowfield } from './bare-land.js'
import { forest, meadow } from './green-land.js'
import { mars, moon, sky, space } from './heights.js'
import { jazzBar, room } from './interiors.js'
import { jungle } from './jungle.js'
import { lake } from './lake.js'
import { city, street } from './towns.js'
import { underwater } from './underwater.js'
import { village } from './village.js'
import { beach, ocean } from './waters.js'

/** Every place of the vocabulary. */
export const PLACES: Record<PlaceId, Place> = {
  meadow,
  forest,
  jungle,
  mountains,
  desert,
  snowfield,
  beach,
  ocean,
  lake,
  underwater,
  city,
  street,
  village,
  room,
  'jazz-bar': jazzBar,
  sky,
  space,
  moon,
  mars,
}
