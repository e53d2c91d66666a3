import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { quiet, testDatabase } from '../../../test/test-database.ts'
import { type App, buildApp } from '../../app.ts'
import { readConfig } from '../../platform/config/config.ts'
import { type ClosedLead, closedLeads } from './lead-facts.ts'
import { learn } from './learning.ts'
import { scoreLeads } from './scorer.ts'
import { type Band, bandOf, DEFAULT_SCORING } from './scoring-settings.ts'

describe('what the demo firm has to teach', () => {
  let app: App
  let leads: ClosedLead[]
  let close: () => Promise<void>
  beforeAll(async () => {
    const server = await testDatabase({ isApart: true })
    const dataDir = await mkdtemp(join(tmpdir(), 'optimwalls-scoring-'))
    const config = readConfig({ DATA_DIR: dataDir, PORT: '0', DEMO: 'on', LOG_LEVEL: 'silent' })
    app = await buildApp({ ...config, databaseUrl: server.url, roles: new Set() }, { log: quiet })
    await app.start()
    leads = await closedLeads(app.platform.db, 10_000)
    close = async () => {
      await app.stop()
      await server.close()
      await rm(dataDir, { recursive: true, force: true })
    }
  })
  afterAll(() => close())

  const cut = () => Math.floor(leads.length * 0.8)

  test('of leads that the model has not seen, High converts at least three times as often as Low', () => {
    const bands: Record<Band, { leads: number; converted: number }> = {
      high: { leads: 0, converted: 0 },
      medium: { leads: 0, converted: 0 },
      low: { leads: 0, converted: 0 },
    }
    // Twice, each time of what came before: the firm is small, and one window has hardly ten that are High.
    for (const [from, to] of [
      [0.6, 0.8],
      [0.8, 1],
    ] as const) {
      const [known, end] = [Math.floor(leads.length * from), Math.floor(leads.length * to)]
      const { model } = learn(leads.slice(0, known), DEFAULT_SCORING, null)
      const newer = leads.slice(known, end)
      const scored = scoreLeads(newer, DEFAULT_SCORING, { id: 1, model, trainedAt: new Date() })
      for (const [row, lead] of newer.entries()) {
        const band = bands[bandOf(scored[row]?.score ?? 0, DEFAULT_SCORING.bands)]
        band.leads++
        if (lead.is_converted) band.converted++
      }
    }
    const rate = ({ leads: all, converted }: { leads: number; converted: number }) => converted / all
    expect(Math.min(bands.high.leads, bands.low.leads)).toBeGreaterThan(10)
    expect(rate(bands.high)).toBeGreaterThanOrEqual(3 * rate(bands.low))
  })

  test('is in the card: better than the share of all, and its forecasts come true', async () => {
    const [card] = await app.modules.scoring.service.cards()
    expect(card).toMatchObject({ has_learned: true, is_kept: true, closed: leads.length })
    expect(card?.metrics?.auc).toBeGreaterThan(0.65)
    expect(card?.metrics?.brier).toBeLessThan(0.25)
    const [first] = await app.platform.db.rows('SELECT card FROM scoring_models')
    expect(first).toMatchObject({ card: { leftOut: 0 } })
  })

  test('every lead has a score', async () => {
    const [row] = await app.platform.db.rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM leads l LEFT JOIN lead_scores s ON s.lead_id = l.id WHERE l.score IS DISTINCT FROM s.score OR l.score IS NULL`,
    )
    expect(row?.n).toBe(0)
  })

  test('what is known only afterwards does not help: the same leads, closed later, teach the same', () => {
    const told = leads.map(lead => ({ ...lead, closed_at: new Date(lead.closed_at.getTime() + 86_400_000) }))
    expect(learn(told, DEFAULT_SCORING, null).model).toEqual(learn(leads, DEFAULT_SCORING, null).model)
  })

  test('a lead that came in closed is no lesson, and the card tells how many there are', async () => {
    const { db } = app.platform
    const [row] = await db.rows<{ id: number; entered: Date }>(
      `SELECT id, stage_entered_at AS entered FROM leads WHERE status = 'lost' ORDER BY id LIMIT 1`,
    )
    await db.rows('UPDATE leads SET stage_entered_at = created_at WHERE id = $1', [row?.id])
    await app.modules.scoring.service.train(null)
    const [card] = await app.modules.scoring.service.cards()
    expect(card).toMatchObject({ closed: leads.length - 1, left_out: 1 })
    await db.rows('UPDATE leads SET stage_entered_at = $2 WHERE id = $1', [row?.id, row?.entered])
  })

  test('a model that is worse on the newest leads, which neither has seen, is not kept', () => {
    const past = leads.slice(0, cut())
    const trainedAt = new Date(Math.min(...leads.slice(cut()).map(lead => lead.closed_at.getTime())) - 1)
    const inUse = { model: learn(past, DEFAULT_SCORING, null).model, trainedAt }
    const misled = leads.map((lead, row) => (row < cut() ? { ...lead, is_converted: row % 2 === 0 } : lead))
    const worse = learn(misled, DEFAULT_SCORING, inUse)
    expect(worse.isKept).toBe(false)
    expect(worse.card.beside?.logLoss).toBeGreaterThan(worse.card.before?.logLoss ?? Number.POSITIVE_INFINITY)
    expect(learn(leads, DEFAULT_SCORING, inUse).isKept).toBe(true)
  })

  test('leads that the model in use has learned from are no judges of the next', () => {
    const misled = leads.map((lead, row) => (row < cut() ? { ...lead, is_converted: row % 2 === 0 } : lead))
    const inUse = { model: learn(leads, DEFAULT_SCORING, null).model, trainedAt: new Date() }
    expect(learn(misled, DEFAULT_SCORING, inUse)).toMatchObject({ isKept: true, card: { before: null } })
  })
})
