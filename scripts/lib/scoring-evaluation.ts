import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { splitCsvLine } from '../../apps/server/src/modules/leads/import/files/csv-parser.ts'
import { damageOf } from '../../apps/server/src/modules/leads/import/files/damaged-rows.ts'
import { openTable } from '../../apps/server/src/modules/leads/import/files/open-table.ts'
import { AppError } from '../../apps/server/src/platform/errors.ts'
import {
  type FeatureTable,
  guessColumns,
  measure,
  pickRows,
  predict,
  train,
} from '../../packages/scoring/src/index.ts'

/** What `npm run scoring:evaluate` prints. */
export interface Evaluation {
  /** Of the file, test rows included. */
  rows: number
  /** Of the test rows; null when they are all of one outcome. */
  auc: number | null
  log_loss: number
  brier: number
  /** To read, learn and forecast. */
  seconds: number
}

const USAGE =
  'Usage: npm run scoring:evaluate -- --file F.csv --target COLUMN [--positive VALUE] [--drop A,B] [--test-every 5]'

/** What a conversion is called unless `--positive` says otherwise. */
const POSITIVE = new Set(['1', '1.0', 'true', 'yes'])
/** What stands where that did not happen: a column of nothing else has one outcome, and needs no other name for a conversion. */
const NEGATIVE = new Set(['0', '0.0', 'false', 'no', ''])

interface Options {
  file: string
  target: string
  positive: string | undefined
  drop: string[]
  testEvery: number
}

/**
 * Learns from all rows of a table but every fifth, and measures the forecasts of those.
 * @throws Error in one sentence that says what is wrong with the options or the file
 */
export async function evaluateFile(words: string[]): Promise<Evaluation> {
  const options = readOptions(words)
  const begun = performance.now()
  const { header, rows } = await readFile(options.file)
  const outcome = columnAt(header, options.target, '--target')
  const dropped = new Set([outcome, ...options.drop.map(name => columnAt(header, name, '--drop'))])
  const isPositive = reader(options.positive)
  const target = Uint8Array.from(rows, cells => Number(isPositive(cells[outcome] ?? '')))
  const isAllNegative = () => rows.every(cells => NEGATIVE.has((cells[outcome] ?? '').trim().toLowerCase()))
  if (!target.includes(1) && (options.positive !== undefined || !isAllNegative()))
    throw new Error(
      `No row of the column "${options.target}" holds ${options.positive === undefined ? '1, true or yes' : `"${options.positive}"`}: name the value of a conversion with --positive.`,
    )
  const table = {
    rows: rows.length,
    columns: guessColumns(header, rows).filter((_, at) => !dropped.has(at)),
  }
  const { auc, logLoss, brier } = hold(table, target, options.testEvery)
  return {
    rows: rows.length,
    auc,
    log_loss: logLoss,
    brier,
    seconds: Math.round(performance.now() - begun) / 1000,
  }
}

function hold(table: FeatureTable, target: Uint8Array, testEvery: number) {
  const all = Uint32Array.from(target, (_, row) => row)
  const seen = all.filter(row => row % testEvery !== 0)
  const held = all.filter(row => row % testEvery === 0)
  const outcomes = (rows: Uint32Array) => Uint8Array.from(rows, row => target[row] ?? 0)
  const model = train(pickRows(table, seen), outcomes(seen))
  return measure(outcomes(held), predict(model, pickRows(table, held)))
}

function readOptions(words: string[]): Options {
  const { file, target, positive, drop = '', 'test-every': every = '5' } = parsed(words)
  if (!file || !target) throw new Error(`--${file ? 'target' : 'file'} is missing. ${USAGE}`)
  const testEvery = Number(every)
  if (!Number.isInteger(testEvery) || testEvery < 2)
    throw new Error(`--test-every takes a whole number of 2 or more, not "${every}".`)
  const dropped = splitCsvLine(drop, ',').filter(name => name.trim() !== '')
  return { file, target, positive, drop: dropped, testEvery }
}

function parsed(words: string[]) {
  const type = 'string' as const
  try {
    const options = {
      file: { type },
      target: { type },
      positive: { type },
      drop: { type },
      'test-every': { type },
    }
    return parseArgs({ args: words, options }).values
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message.split('. ')[0] : 'Wrong options'}. ${USAGE}`)
  }
}

async function readFile(file: string): Promise<{ header: string[]; rows: string[][] }> {
  const found = await stat(file).catch(() => null)
  if (!found?.isFile()) throw new Error(`There is no file "${file}".`)
  let header: string[] | undefined
  const rows: string[][] = []
  try {
    const { rows: lines, delimiter } = await openTable(createReadStream(file))
    for await (const line of lines) {
      if (!header) {
        header = line.cells.map(name => name.trim())
        continue
      }
      const damage = damageOf(line, header.length, delimiter ?? ',')
      if (damage?.kind === 'swallowed')
        throw new Error(
          `Line ${line.line} of "${file}" has swallowed the rows below it: a quote was left open.`,
        )
      rows.push(damage?.cells ?? line.cells)
    }
  } catch (error) {
    throw error instanceof AppError ? new Error(error.facts.detail ?? error.message) : error
  }
  if (!header || rows.length === 0) throw new Error(`"${file}" has no row below its header.`)
  return { header, rows }
}

/** The place of a column, as it is written or else whatever the case. */
function columnAt(header: readonly string[], name: string, option: string): number {
  const wanted = name.trim()
  const exact = header.indexOf(wanted)
  const at = exact >= 0 ? exact : header.findIndex(one => one.toLowerCase() === wanted.toLowerCase())
  if (at < 0) throw new Error(`${option}: the file has no column "${wanted}"; it has ${header.join(', ')}.`)
  return at
}

function reader(positive: string | undefined): (cell: string) => boolean {
  if (positive === undefined) return cell => POSITIVE.has(cell.trim().toLowerCase())
  const wanted = positive.trim().toLowerCase()
  return cell => cell.trim().toLowerCase() === wanted
}
