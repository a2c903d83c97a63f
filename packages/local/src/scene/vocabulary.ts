// The words of each id, in lower case and singular; `readPrompt` knows regular plurals itself. A phrase of
// up to three words wins over its single words.

/** What a scene can show, with the words that ask for it. */
export const SUBJECT_WORDS = {
  dog: 'dog|puppy|hound|retriever|labrador|corgi|poodle|husky|terrier|dachshund|beagle|collie|shepherd',
  cat: 'cat|kitten|kitty|tabby|siamese',
  fox: 'fox|vixen',
  wolf: 'wolf|coyote|jackal',
  horse: 'horse|pony|stallion|mare|foal|mustang',
  unicorn: 'unicorn',
  deer: 'deer|stag|fawn|elk|moose|reindeer|antelope|gazelle|doe',
  elephant: 'elephant|mammoth',
  lion: 'lion|lioness',
  tiger: 'tiger|leopard|cheetah|jaguar|panther',
  bear: 'bear|grizzly|panda|polar bear',
  rabbit: 'rabbit|bunny|hare',
  cow: 'cow|bull|ox|buffalo|bison|calf|cattle',
  sheep: 'sheep|lamb|ram|goat|alpaca|llama',
  giraffe: 'giraffe',
  mouse: 'mouse|mice|rat|hamster|squirrel|hedgehog',
  bird: 'bird|sparrow|swallow|robin|parrot|hummingbird|finch|dove|pigeon|songbird|macaw|bluebird',
  eagle: 'eagle|hawk|falcon|seagull|gull|albatross|crow|raven|condor|phoenix',
  owl: 'owl|owlet',
  penguin: 'penguin|puffin',
  duck: 'duck|duckling|goose|geese|swan|rubber duck',
  flamingo: 'flamingo|crane|heron|stork',
  butterfly: 'butterfly|moth',
  bee: 'bee|bumblebee|wasp|ladybug|firefly|dragonfly',
  fish: 'fish|goldfish|koi|salmon|trout|clownfish|tuna|carp',
  shark: 'shark',
  whale: 'whale|orca|humpback',
  dolphin: 'dolphin|porpoise',
  turtle: 'turtle|tortoise|sea turtle',
  jellyfish: 'jellyfish|jelly fish|medusa',
  octopus: 'octopus|squid|kraken',
  dragon: 'dragon|wyvern',
  person:
    'person|man|woman|boy|girl|child|kid|people|men|women|children|hiker|walker|traveler|traveller|wanderer|farmer|samurai|knight|king|queen|wizard|pirate|chef|detective|painter|musician|monk|runner|skier|surfer|skater|cyclist|explorer|mother|father|grandmother|grandfather|sailor|warrior|student|lady|gentleman|couple|friend|crowd',
  dancer: 'dancer|ballerina|ballet',
  astronaut: 'astronaut|cosmonaut|spaceman|spacewoman',
  robot: 'robot|android|droid|automaton|cyborg|mech',
  snowman: 'snowman|snowmen',
  car: 'car|automobile|sports car|taxi|cab|convertible|race car|vehicle|sedan|beetle',
  bus: 'bus|van|truck|lorry|tram|camper|campervan',
  bicycle: 'bicycle|bike|cycle|motorcycle|motorbike|scooter',
  train: 'train|locomotive|steam engine|railway',
  rocket: 'rocket|spaceship|spacecraft|shuttle|starship',
  ufo: 'ufo|flying saucer|alien|saucer|drone',
  airplane: 'airplane|plane|aeroplane|aircraft|jet|biplane',
  balloon: 'balloon|hot air balloon|airship|zeppelin|blimp',
  boat: 'boat|sailboat|ship|yacht|canoe|ferry|sailing ship|schooner|raft|gondola',
  submarine: 'submarine',
  tree: 'tree|oak|cherry tree|cherry blossom|willow|maple|bonsai|baobab|apple tree',
  flower: 'flower|rose|tulip|daisy|poppy|lily|orchid|blossom|peony|lotus|dandelion|bouquet',
  sunflower: 'sunflower',
  mushroom: 'mushroom|toadstool|fungus|fungi',
  cactus: 'cactus|cacti',
  house: 'house|cottage|cabin|hut|barn',
  castle: 'castle|fortress|palace|tower|citadel',
  lighthouse: 'lighthouse|light house|beacon',
  windmill: 'windmill|wind turbine|mill',
  piano: 'piano|grand piano|pianist|keyboard',
  guitar: 'guitar|ukulele|banjo|guitarist',
  clock: 'clock|pocket watch|clockwork|watch face|hourglass',
  lantern: 'lantern|lamp|street lamp',
  cup: 'coffee cup|cup|mug|coffee|tea|teacup|espresso|latte',
  kite: 'kite',
  umbrella: 'umbrella|parasol',
  candle: 'candle|candlelight',
  book: 'book|novel|spellbook|notebook',
} as const

/** Where a scene can be. */
export const PLACE_WORDS = {
  meadow: 'field|meadow|grass|farm|garden|park|hill|prairie|countryside|savanna|savannah|lawn|pasture|valley',
  forest: 'forest|wood|woods|woodland|grove|pine forest',
  jungle: 'jungle|rainforest|tropics|swamp',
  mountains: 'mountain|alp|alps|peak|cliff|canyon|summit|himalayas|volcano|highland',
  desert: 'desert|dune|sahara|sand dune|oasis|wasteland',
  snowfield:
    'snow field|snowfield|tundra|arctic|antarctica|antarctic|glacier|ice|iceberg|north pole|south pole|winter',
  beach: 'beach|shore|coast|seaside|seashore|island|sand|bay',
  ocean: 'ocean|sea|wave|harbor|harbour',
  lake: 'lake|pond|river|lagoon|stream|canal|waterfall',
  underwater:
    'underwater|under water|under the sea|reef|coral reef|coral|seabed|deep sea|aquarium|ocean floor',
  city: 'city|skyline|downtown|metropolis|tokyo|new york|manhattan|rooftop|skyscraper|town square',
  street: 'street|road|highway|alley|avenue|boulevard|sidewalk|racetrack|crossroad|traffic|neon',
  village: 'village|town|hamlet|market|suburb',
  room: 'room|bedroom|kitchen|living room|studio|library|cafe|café|office|window sill|windowsill|table|desk|attic|home|workshop|indoor|indoors|restaurant|museum',
  'jazz-bar':
    'jazz bar|bar|jazz|jazz club|club|pub|stage|theater|theatre|concert|concert hall|cabaret|ballroom',
  sky: 'sky|cloud|heaven|heavens|stratosphere|above the clouds',
  space: 'space|outer space|galaxy|cosmos|universe|nebula|orbit|star field|milky way|asteroid',
  moon: 'on the moon|lunar|moon surface|moonscape',
  mars: 'mars|on mars|red planet|alien planet',
} as const

/** What falls or blows through a scene. */
export const WEATHER_WORDS = {
  rain: 'rain|rainy|raining|drizzle|downpour|shower|puddle|monsoon',
  snow: 'snow|snowy|snowing|snowfall|blizzard|snowflake|flurry',
  fog: 'fog|foggy|mist|misty|haze|hazy|smoky',
  storm: 'storm|stormy|thunder|lightning|thunderstorm|tempest|hurricane',
  wind: 'wind|windy|breeze|breezy|gust|gale|autumn|fall leaves',
  petals: 'petal|cherry blossom|spring|sakura|confetti|blossoming',
} as const

/** The light of a scene: a time of day or a sky. */
export const LIGHT_WORDS = {
  day: 'sun|sunny|sunlit|sunshine|sunlight|day|noon|daylight|bright|clear sky|summer|midday|afternoon',
  sunset: 'sunset|dusk|evening|golden hour|twilight|sundown|setting sun',
  sunrise: 'sunrise|dawn|morning|daybreak|rising sun',
  night: 'night|midnight|moonlight|moonlit|starry|moon|star|nighttime|dark|nocturnal|firework|neon|candlelit',
  overcast: 'overcast|cloudy|grey sky|gray sky|gloomy|dreary|moody',
  aurora: 'aurora|northern lights|aurora borealis|polar lights|southern lights',
} as const

/** The colours a prompt can give to what it shows. */
export const COLOR_WORDS = {
  '#d8412f': 'red|scarlet|crimson|ruby|vermilion|cherry red',
  '#f0852d': 'orange|tangerine|amber|apricot',
  '#f4c534': 'yellow|lemon|mustard',
  '#dca23c': 'gold|golden|honey',
  '#4e9f54': 'green|emerald|lime|olive|mint|jade',
  '#2fa7a0': 'teal|turquoise|cyan|aqua',
  '#3470c8': 'blue|azure|cobalt|sapphire|navy|indigo',
  '#7d55b8': 'purple|violet|lavender|lilac|magenta',
  '#ec7fa6': 'pink|rosy|salmon pink|coral pink|fuchsia',
  '#8a5a3c': 'brown|chocolate|bronze|copper|wooden|chestnut',
  '#f3eee4': 'white|ivory|snow white|cream|pale',
  '#8d949e': 'grey|gray|silver|ash|stone|metal|metallic|chrome',
  '#33323d': 'black|ebony|charcoal|onyx|jet black',
} as const

/** Where the subject moves, as the viewer sees it. */
export const DIRECTION_WORDS = {
  right: 'left to right|to the right|rightward|rightwards|eastward|from left',
  left: 'right to left|to the left|leftward|leftwards|westward|from right',
  up: 'upward|upwards|rising|rises|rise|ascending|climbing|climb|taking off|takes off|lifting off|lifts off|skyward|launching|launch|soaring',
  down: 'downward|downwards|falling|falls|descending|sinking|landing|diving|dropping|drop|dive',
  toward:
    'toward the camera|towards the camera|towards us|toward us|towards the viewer|at the camera|approaching|approach|closer',
  away: 'away|into the distance|away from us|leaving|departing|towards the horizon|toward the horizon|into the sunset',
  circle: 'circling|circle|circles|in circles|orbiting|spinning|spin|twirling|around and around|spiraling',
  still:
    'still|standing|sitting|sleeping|asleep|resting|portrait|still life|motionless|parked|meditating|waiting|reading',
} as const

/** How the subject moves. */
export const GAIT_WORDS = {
  walk: 'walk|walks|walking|strolling|wandering|wander|crossing|crosses|cross|marching|trotting|stroll|hiking',
  run: 'run|runs|running|racing|race|gallop|galloping|chasing|sprinting|speeding|driving|drives|drive|rushing|skating',
  jump: 'jump|jumps|jumping|leaping|leap|leaps|hopping|bouncing|hop|bounce|breaching|breaches|skipping',
  fly: 'fly|flies|flying|flutter|fluttering|gliding|glide|hovering|soar|soars|soaring',
  float:
    'float|floats|floating|drifting|drift|drifts|levitating|swaying|sailing|sails|sail|swim|swims|swimming',
  dance: 'dance|dances|dancing|waltzing|twirling|swirling|spinning|playing',
} as const

/** How many. `a flock of` and its like are seven: more would hide one another. */
export const COUNT_WORDS = {
  '2': 'two|2|pair|couple|both|twin|duo',
  '3': 'three|3|trio|several|few|some',
  '4': 'four|4',
  '5': 'five|5|many|group of|pack of|family of|team of',
  '7': 'six|6|seven|7|eight|8|nine|9|ten|10|dozen|hundred|thousand|hundreds|thousands|flock of|herd of|school of|swarm of|shoal of|fleet of|crowd of|lots of|army of|a flock|a herd|a swarm|crowd',
} as const

export type SubjectId = keyof typeof SUBJECT_WORDS
export type PlaceId = keyof typeof PLACE_WORDS
export type WeatherId = keyof typeof WEATHER_WORDS
export type LightId = keyof typeof LIGHT_WORDS
export type DirectionId = keyof typeof DIRECTION_WORDS
export type GaitId = keyof typeof GAIT_WORDS
