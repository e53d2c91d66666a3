/** One step of a reliability curve: of the rows with about this forecast, how many came true. */
export interface ReliabilityStep {
  rows: number
  /** Mean forecast, 0 to 1. */
  forecast: number
  /** Share that came true, 0 to 1. */
  observed: number
}

/** How good forecasts were. */
export interface Metrics {
  rows: number
  /** Chance that a positive row is ranked above a negative one; null with rows of one outcome only. */
  auc: number | null
  /** Mean negative log likelihood, in nats. */
  logLoss: number
  /** Mean squared error of the probability. */
  brier: number
}

/** Probabilities nearer to 0 and 1 than this cost as much as this. */
const NEAREST = 1e-15

/** Area under the ROC curve by ranks (Mann and Whitney, 1947); equal forecasts share their rank. Null with one outcome only. */
export function areaUnderCurve(target: ArrayLike<number>, forecast: ArrayLike<number>): number | null {
  const order = Array.from({ length: target.length }, (_, row) => row)
  order.sort((a, b) => (forecast[a] ?? 0) - (forecast[b] ?? 0))
  let positives = 0
  let rankSum = 0
  for (let from = 0; from < order.length; ) {
    const value = forecast[order[from] ?? 0]
    let to = from
    let here = 0
    while (to < order.length && forecast[order[to] ?? 0] === value) {
      here += target[order[to] ?? 0] ?? 0
      to++
    }
    positives += here
    rankSum += (here * (from + 1 + to)) / 2
    from = to
  }
  const negatives = order.length - positives
  if (positives === 0 || negatives === 0) return null
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives)
}

/** AUC, log loss and Brier score of forecasts. `target` holds 0 and 1. No rows: the losses are NaN. */
export function measure(target: ArrayLike<number>, forecast: ArrayLike<number>): Metrics {
  const rows = target.length
  let logLoss = 0
  let squares = 0
  for (let row = 0; row < rows; row++) {
    const outcome = target[row] ?? 0
    const p = forecast[row] ?? 0.5
    logLoss -= Math.log(Math.max(NEAREST, outcome === 1 ? p : 1 - p))
    squares += (p - outcome) ** 2
  }
  return {
    rows,
    auc: areaUnderCurve(target, forecast),
    logLoss: logLoss / rows,
    brier: squares / rows,
  }
}

/** The rows in order of their forecast, cut into `steps` parts of equal size: forecast beside what came true. Empty parts are left out. */
export function reliabilityCurve(
  target: ArrayLike<number>,
  forecast: ArrayLike<number>,
  steps = 10,
): ReliabilityStep[] {
  const order = Array.from({ length: target.length }, (_, row) => row)
  order.sort((a, b) => (forecast[a] ?? 0) - (forecast[b] ?? 0))
  return Array.from({ length: steps }, (_, step) =>
    order.slice(Math.floor((step * order.length) / steps), Math.floor(((step + 1) * order.length) / steps)),
  )
    .filter(part => part.length > 0)
    .map(part => ({
      rows: part.length,
      forecast: part.reduce((sum, row) => sum + (forecast[row] ?? 0), 0) / part.length,
      observed: part.reduce((sum, row) => sum + (target[row] ?? 0), 0) / part.length,
    }))
}
