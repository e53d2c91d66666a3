import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import type { Database, Transaction } from '../database/database.ts'
import { createCrypto } from './crypto.ts'
import { createKeyRing } from './key-ring.ts'
import { createRotation, type ResealTarget, type SealedRow } from './rotation.ts'

const k1 = randomBytes(32)
const hashKey = randomBytes(32)
const oldCrypto = createCrypto(createKeyRing({ activeId: 'k1', byId: new Map([['k1', k1]]), hashKey }))
const ring = createKeyRing({
  activeId: 'k2',
  byId: new Map([
    ['k2', randomBytes(32)],
    ['k1', k1],
  ]),
  hashKey,
})
const crypto = createCrypto(ring)

/** The rotation only passes transactions on to its targets; these here keep their rows in memory. */
const db = { inTransaction: (work: (tx: Transaction) => Promise<unknown>) => work({} as Transaction) }

function rowsUnderOldKey(count: number): Map<number, SealedRow> {
  return new Map(
    Array.from({ length: count }, (_, n) => {
      const context = `row:${n}`
      return [n, { id: n, bytes: oldCrypto.seal(`value ${n}`, context).bytes, context }]
    }),
  )
}

function target(
  rows: Map<number, SealedRow>,
  beforeWrite: (row: SealedRow) => void = () => {},
): ResealTarget {
  return {
    name: 'rows',
    async nextBatch(_tx, activeKeyId, limit, after) {
      return [...rows.values()]
        .filter(row => Number(row.id) > Number(after ?? -1) && crypto.keyIdOf(row.bytes) !== activeKeyId)
        .slice(0, limit)
    },
    async reseal(_tx, row, bytes) {
      beforeWrite(row)
      if (rows.get(Number(row.id))?.bytes === row.bytes) rows.set(Number(row.id), { ...row, bytes })
    },
  }
}

function rotationOf(...targets: ResealTarget[]) {
  const rotation = createRotation({ db: db as unknown as Database, crypto, ring })
  for (const each of targets) rotation.addTarget(each)
  return rotation
}

it('brings every value under the active key, in batches', async () => {
  const rows = rowsUnderOldKey(1001)
  const report = await rotationOf(target(rows)).resealAll()
  expect(report).toEqual({
    activeKeyId: 'k2',
    resealed: { rows: 1001 },
    unreadable: {},
    unreadableInStores: {},
  })
  for (const row of rows.values()) {
    expect(crypto.keyIdOf(row.bytes)).toBe('k2')
    expect(crypto.open(row.bytes, row.context).toString()).toBe(`value ${row.id}`)
  }
  expect(await rotationOf(target(rows)).resealAll()).toEqual({
    activeKeyId: 'k2',
    resealed: {},
    unreadable: {},
    unreadableInStores: {},
  })
})

it('lets an edit made meanwhile win', async () => {
  const rows = rowsUnderOldKey(3)
  const edit = (row: SealedRow) => {
    if (row.id === 1) rows.set(1, { ...row, bytes: crypto.seal('edited', row.context).bytes })
  }
  await rotationOf(target(rows, edit)).resealAll()
  expect(crypto.open(rows.get(1)?.bytes ?? Buffer.alloc(0), 'row:1').toString()).toBe('edited')
})

it('goes on past a value that does not open, and names it', async () => {
  const rows = rowsUnderOldKey(450)
  rows.set(7, { id: 7, bytes: oldCrypto.seal('x', 'elsewhere').bytes, context: 'row:7' })
  const report = await rotationOf(target(rows)).resealAll()
  expect(report.resealed).toEqual({ rows: 449 })
  expect(report.unreadable).toEqual({ rows: [7] })
})

it('leaves off when asked to', async () => {
  const rows = rowsUnderOldKey(1000)
  const stop = new AbortController()
  let written = 0
  const stopSoon = () => {
    if (++written === 250) stop.abort()
  }
  await expect(rotationOf(target(rows, stopSoon)).resealAll(stop.signal)).rejects.toThrow()
  expect(written).toBe(400)
  expect((await rotationOf(target(rows)).resealAll()).resealed).toEqual({ rows: 600 })
})

it('has stores outside the database reseal themselves', async () => {
  const rotation = rotationOf()
  rotation.addStore('files', { reseal: async () => ({ resealed: 4, unreadable: 1 }) })
  expect(await rotation.resealAll()).toMatchObject({
    resealed: { files: 4 },
    unreadableInStores: { files: 1 },
  })
})
