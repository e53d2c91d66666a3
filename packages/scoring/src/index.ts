export { guessColumns, readNumber } from './guess-columns.ts'
export {
  type Confidence,
  confidenceOf,
  joinScores,
  learnedScore,
  learnedShare,
  type ScoreMode,
  shownScore,
  topReasons,
} from './join.ts'
export { areaUnderCurve, type Metrics, measure, type ReliabilityStep, reliabilityCurve } from './metrics.ts'
export { type Explanation, explain, type LearnedModel, predict } from './model.ts'
export { DEFAULT_SETTINGS, type TrainingSettings } from './settings.ts'
export {
  type CategoricalColumn,
  type Column,
  type FeatureTable,
  type NumericColumn,
  pickRows,
} from './table.ts'
export { FEWEST_OF_EACH, train } from './train.ts'
export {
  type AttributeScore,
  type Engagement,
  engagementScore,
  MIDDLE,
  type Part,
  type PartedScore,
  weightedScore,
} from './weighted.ts'
