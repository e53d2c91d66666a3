import { baseLogOdds, learnBlend } from './blend.ts'
import { binsOf, learnCodings } from './encoding.ts'
import { addSums, forestOf } from './forest.ts'
import { type LogisticModel, learnLogistic, logisticMargins, termsOf } from './logistic.ts'
import type { LearnedModel } from './model.ts'
import { stratifiedFolds } from './random.ts'
import { DEFAULT_SETTINGS, type TrainingSettings } from './settings.ts'
import { type FeatureTable, pickRows } from './table.ts'
import { Booster } from './tree.ts'

/** Rows of each outcome below which nothing but the share of all is learned. */
export const FEWEST_OF_EACH = 10

/** The trees' progress on held-out rows is looked at every so many. */
const CHECK_EVERY = 10

/** Looks without progress after which no more trees are grown. */
const PATIENCE = 6

/** Above so many rows three folds tell as much as five do below, and larger steps of fewer rows each lose nothing. */
const MANY_ROWS = 15_000

/** Products of two terms that one step of the line may cost; beyond that it learns from every second, third … row. */
const LINE_EFFORT = 4e8

/**
 * Learns from closed leads: a line and boosted trees, and on rows held out from both how many trees pay and how the two are blended
 * and calibrated. The same rows and settings give the same model.
 * @param target 1 for each row that converted, else 0; as many as the table has rows
 */
export function train(
  table: FeatureTable,
  target: ArrayLike<number>,
  wanted: TrainingSettings = DEFAULT_SETTINGS,
): LearnedModel {
  const rows = table.rows
  const settings = rows > MANY_ROWS ? inLargerSteps(wanted) : wanted
  const positives = countOf(target)
  if (Math.min(positives, rows - positives) < FEWEST_OF_EACH || table.columns.length === 0)
    return { rows, positives, learned: null }
  const folds = rows > MANY_ROWS ? 3 : 5
  const fold = stratifiedFolds(target, folds, settings.seed)
  const line = new Float64Array(rows)
  const checks: { margins: Float64Array; loss: number }[] = []
  for (let held = 0; held < folds; held++) {
    const [seen, unseen] = divide(fold, held)
    const part = learnPart(pickRows(table, seen), pick(target, seen), settings)
    const heldTable = pickRows(table, unseen)
    logisticMargins(part.line, termsOf(part.codings, heldTable, part.line.means)).forEach((margin, at) => {
      line[unseen[at] ?? 0] = margin
    })
    growAndCheck(part, binsOf(part.codings, heldTable), unseen, target, settings, checks)
  }
  const best = checks.reduce((least, check, at) => (check.loss < (checks[least]?.loss ?? 0) ? at : least), 0)
  const trees = checks[best]?.margins ?? new Float64Array(rows)
  const blend = learnBlend(line, trees, target)
  const whole = learnPart(table, target, settings)
  return {
    rows,
    positives,
    learned: {
      codings: whole.codings,
      line: whole.line,
      base: whole.base,
      trees: Array.from({ length: best * CHECK_EVERY }, () => whole.booster.grow()),
      blend,
    },
  }
}

function inLargerSteps(settings: TrainingSettings): TrainingSettings {
  const { trees, maxTrees } = settings
  return {
    ...settings,
    maxTrees: Math.ceil(maxTrees / 2),
    trees: { ...trees, learningRate: trees.learningRate * 2, rowShare: trees.rowShare / 2 },
  }
}

/** The learners of some of the rows; its trees are yet to be grown. */
interface Part {
  codings: ReturnType<typeof learnCodings>['codings']
  line: LogisticModel
  base: number
  booster: Booster
}

function learnPart(table: FeatureTable, target: ArrayLike<number>, settings: TrainingSettings): Part {
  const { codings, bins } = learnCodings(table, target, settings.seed + 1)
  const base = baseLogOdds(countOf(target), table.rows)
  return {
    codings,
    line: learnLine(codings, table, target, settings.ridge),
    base,
    booster: new Booster(bins, target, base, settings.trees, settings.seed + 2),
  }
}

function learnLine(
  codings: Part['codings'],
  table: FeatureTable,
  target: ArrayLike<number>,
  ridge: number,
): LogisticModel {
  const terms = termsOf(codings, table)
  const perRow = terms.at.length / Math.max(1, table.rows)
  const stride = Math.ceil((table.rows * perRow ** 2) / 2 / LINE_EFFORT)
  if (stride <= 1) return learnLogistic(terms, target, ridge)
  const some = Uint32Array.from({ length: Math.floor(table.rows / stride) }, (_, at) => at * stride)
  return learnLogistic(termsOf(codings, pickRows(table, some)), pick(target, some), ridge)
}

/** Grows trees on the rows seen and notes, every few, the log odds and the loss of those unseen. */
function growAndCheck(
  part: Part,
  bins: readonly Uint8Array[],
  unseen: Uint32Array,
  target: ArrayLike<number>,
  settings: TrainingSettings,
  checks: { margins: Float64Array; loss: number }[],
): void {
  const margins = new Float64Array(unseen.length).fill(part.base)
  let least = Number.POSITIVE_INFINITY
  let waited = 0
  let loss = 0
  for (let at = 0; at * CHECK_EVERY <= settings.maxTrees; at++) {
    // Once it gets no better the last figures stand for all that would follow.
    if (waited < PATIENCE) {
      if (at > 0) {
        const grown = Array.from({ length: CHECK_EVERY }, () => part.booster.grow())
        addSums(forestOf(grown), bins, margins)
      }
      loss = lossOf(margins, unseen, target)
      waited = loss < least ? 0 : waited + 1
      least = Math.min(least, loss)
    }
    const check = checks[at] ?? { margins: new Float64Array(target.length), loss: 0 }
    checks[at] = check
    check.loss += loss
    unseen.forEach((row, place) => {
      check.margins[row] = margins[place] ?? 0
    })
  }
}

/** Summed log loss, from log odds. */
function lossOf(margins: Float64Array, rows: Uint32Array, target: ArrayLike<number>): number {
  return margins.reduce((sum, margin, at) => {
    const against = target[rows[at] ?? 0] === 1 ? -margin : margin
    return sum + Math.max(0, against) + Math.log1p(Math.exp(-Math.abs(against)))
  }, 0)
}

function divide(fold: Uint8Array, held: number): [seen: Uint32Array, unseen: Uint32Array] {
  const rows = Uint32Array.from(fold, (_, row) => row)
  return [rows.filter(row => fold[row] !== held), rows.filter(row => fold[row] === held)]
}

function pick(target: ArrayLike<number>, rows: Uint32Array): Uint8Array {
  return Uint8Array.from(rows, row => target[row] ?? 0)
}

function countOf(target: ArrayLike<number>): number {
  let count = 0
  for (let row = 0; row < target.length; row++) count += target[row] ?? 0
  return count
}
