import { ACTION_STYLES } from './action-styles.js'
import { CHART_STYLES } from './chart-styles.js'
import { FORCED_COLORS_STYLES } from './forced-colors-styles.js'
import { PANEL_STYLES } from './panel-styles.js'
import { THEME_STYLES } from './theme-styles.js'
import { TIMELINE_STYLES } from './timeline-styles.js'
import { VALUE_STYLES } from './value-styles.js'

/** The style sheet of the element. */
export const DEVTOOLS_STYLES = [
  THEME_STYLES,
  CHART_STYLES,
  PANEL_STYLES,
  VALUE_STYLES,
  TIMELINE_STYLES,
  ACTION_STYLES,
  // Last, because it stands above the others.
  FORCED_COLORS_STYLES,
].join('')
