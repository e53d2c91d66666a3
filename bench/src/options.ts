import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'

/** What `npm run bench -- …` takes. */
export interface Options {
  /** Leads in the database. Default 100,000. */
  leads: number
  /** Length of one round. Default 5. */
  seconds: number
  /** Rounds for each of product and yardstick, taken in turns. Default 2. */
  rounds: number
  /** Requests under way at the same time. Default: five times the cores. */
  connections: number
  /** Names of operations; empty means all. */
  only: string[]
  /** File that the results are written to. */
  json: string | undefined
  /** File of an earlier run, with other leads, to hold these results against. */
  compareJson: string | undefined
}

export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      leads: { type: 'string', default: '100000' },
      seconds: { type: 'string', default: '5' },
      rounds: { type: 'string', default: '2' },
      connections: { type: 'string', default: String(5 * availableParallelism()) },
      only: { type: 'string', multiple: true, default: [] },
      json: { type: 'string' },
      'compare-json': { type: 'string' },
    },
  })
  return {
    leads: count('leads', values.leads),
    seconds: count('seconds', values.seconds),
    rounds: count('rounds', values.rounds),
    connections: count('connections', values.connections),
    only: values.only.flatMap(names => names.split(',')),
    json: values.json,
    compareJson: values['compare-json'],
  }
}

function count(name: string, text: string): number {
  const number = Number(text.replaceAll(/[_,]/g, ''))
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} takes a whole number of 1 or more`)
  return number
}
