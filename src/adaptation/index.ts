export { readAdaptable } from './adaptable.js'
export {
  type AdaptationInput,
  type AdaptationUse,
  type AdaptedModel,
  adaptedModel,
} from './adapted-model.js'
export { isForeign, mixed, momentsOf, ownStatistics } from './own-statistics.js'
export { logitsOfViews, selfTrained } from './self-training.js'
export { AS_IT_IS, SHOWINGS, type Showing } from './showings.js'
export { type ShownStamps, shownStamps } from './shown-stamps.js'
export { featuresOfViews } from './views.js'
