import type { TreeSettings } from './tree.ts'

/** How a model is learned. */
export interface TrainingSettings {
  /** Decides every draw of chance. */
  seed: number
  /** Trees at most; how many pay is found on rows held out. */
  maxTrees: number
  /** Strength with which the line's weights are drawn to 0. */
  ridge: number
  trees: TreeSettings
}

/** Held against a few others by cross-validation within the training rows of one table of 9,240 leads (docs/scoring.md). */
export const DEFAULT_SETTINGS: TrainingSettings = {
  seed: 20_260_101,
  maxTrees: 400,
  ridge: 2,
  trees: {
    maxLeaves: 12,
    minRows: 15,
    ridge: 3,
    minGain: 0.5,
    learningRate: 0.05,
    rowShare: 0.7,
    maxColumns: 12,
  },
}
