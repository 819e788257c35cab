export {
  BOOSTING,
  type BoostedTrees,
  type BoostingRules,
  trainBoostedTrees,
} from './boosted-trees.js'
export { type CrossValidated, crossValidateByField } from './cross-validate.js'
