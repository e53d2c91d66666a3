import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const script = fileURLToPath(new URL('scoring-evaluate.mjs', import.meta.url))
let folder

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scoring-evaluate-'))
  // Of the budgets above 50 three in four are won; the rest, one in four.
  const rows = Array.from({ length: 400 }, (_, row) => {
    const budget = (row * 37) % 101
    const won = row % 4 === 0 ? budget <= 50 : budget > 50
    return `${row};${budget};${row % 3 ? 'Web' : 'Referral'};${won ? 'Won' : 'Lost'}`
  })
  await writeFile(join(folder, 'leads.csv'), ['Id;Budget;Source;Outcome', ...rows].join('\r\n'))
  await writeFile(join(folder, 'lost.csv'), `A,Outcome\n${'1,no\n2,0\n3,FALSE\n'.repeat(10)}`)
  await writeFile(join(folder, 'one.csv'), 'A,Outcome\n1,yes\n')
  await writeFile(join(folder, 'none.csv'), 'A,Outcome\n')
  await writeFile(join(folder, 'open.csv'), `A,Outcome\n1,yes\n"2,no\n${'3,yes\n'.repeat(5)}`)
})

afterAll(() => rm(folder, { recursive: true }))

async function evaluate(...words) {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, ...words])
    return { code: 0, stdout, stderr }
  } catch ({ code, stdout, stderr }) {
    return { code, stdout, stderr }
  }
}

test('one JSON object stands alone on stdout', async () => {
  const file = join(folder, 'leads.csv')
  const { code, stdout } = await evaluate(
    '--file',
    file,
    '--target',
    'outcome',
    '--positive',
    'Won',
    '--drop',
    'Id',
  )
  expect(code).toBe(0)
  const { rows, auc, log_loss, brier, seconds, ...others } = JSON.parse(stdout)
  expect(others).toEqual({})
  expect(rows).toBe(400)
  expect(auc).toBeGreaterThan(0.6)
  expect(log_loss).toBeLessThan(0.69)
  expect(brier).toBeLessThan(0.25)
  expect(seconds).toBeGreaterThan(0)
})

test.each([
  ['of one outcome alone', 'lost.csv', 30, 0.1],
  ['of a single row, of which nothing can be learned', 'one.csv', 1, Math.LN2],
])('a table %s has figures, too', async (_, name, rows, worst) => {
  const { stdout } = await evaluate('--file', join(folder, name), '--target', 'Outcome')
  const figures = JSON.parse(stdout)
  expect(figures).toMatchObject({ rows, auc: null })
  expect(figures.log_loss).toBeLessThanOrEqual(worst)
})

test.each([
  ['a file without rows', () => ['--file', join(folder, 'none.csv'), '--target', 'Outcome'], /no row/],
  ['a missing option', () => ['--target', 'Outcome'], /--file is missing/],
  ['an option that is not there', () => ['--fiel', 'x'], /--fiel/],
  ['a file that is not there', () => ['--file', 'nowhere.csv', '--target', 'A'], /nowhere\.csv/],
  ['a target that is not there', () => ['--file', join(folder, 'leads.csv'), '--target', 'Paid'], /"Paid"/],
  [
    'a column to drop that is not there',
    () => ['--file', join(folder, 'leads.csv'), '--target', 'Outcome', '--drop', 'X'],
    /"X"/,
  ],
  [
    'a value that no row has',
    () => ['--file', join(folder, 'leads.csv'), '--target', 'Outcome'],
    /--positive/,
  ],
  [
    'a share of test rows that is none',
    () => ['--file', join(folder, 'leads.csv'), '--target', 'Outcome', '--test-every', '1'],
    /--test-every/,
  ],
  ['a damaged file', () => ['--file', join(folder, 'open.csv'), '--target', 'Outcome'], /quote/],
])('%s is told in one sentence', async (_, words, sentence) => {
  const { code, stdout, stderr } = await evaluate(...words())
  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr.trim()).toMatch(sentence)
  expect(stderr.trim()).not.toContain('\n')
})
