import { readFile, writeFile } from 'node:fs/promises'
import { hitRate, readCacheCounters } from './cache-counters.ts'
import { measureConvert } from './convert.ts'
import { measureDashboards } from './dashboards.ts'
import { measure } from './drive.ts'
import { benchImport } from './import-bench.ts'
import { measureLive } from './live.ts'
import { operations } from './operations/index.ts'
import { readOptions } from './options.ts'
import { seeded } from './random.ts'
import { type Comparison, comparisonTable, growthTable, type Report, table } from './report.ts'
import { measureReports } from './reports.ts'
import { measureRescore } from './rescore.ts'
import { measureScoreDelay } from './scoring.ts'
import { measureScroll } from './scroll.ts'
import { openStage } from './stage.ts'
import { measureReplay } from './webhooks.ts'

const options = readOptions(process.argv.slice(2))
/** Measured by itself, not beside the yardstick: nothing bare does the same. */
const IMPORT = 'import'
const chosen = operations.filter(({ name }) => options.only.length === 0 || options.only.includes(name))
const measuresImport = options.only.includes(IMPORT)
/** Measured by itself as well. */
const LIVE = 'live'
const withLive = options.only.includes(LIVE)
/** In a browser. */
const SCROLL = 'scroll'
const withScroll = options.only.includes(SCROLL)
/** How soon scores follow. */
const SCORING = 'scoring'
const withScoring = options.only.includes(SCORING)
/** What scoring all leads costs. */
const RESCORE = 'rescore'
const withRescore = options.only.includes(RESCORE)
/** Leads with a long history become clients. */
const CONVERT = 'convert'
const withConvert = options.only.includes(CONVERT)
/** Webhook messages that were given up are sent again. */
const REPLAY = 'replay'
const withReplay = options.only.includes(REPLAY)
/** Each report by itself, and the dashboards that are made of them. */
const REPORTS = 'reports'
const withReports = options.only.includes(REPORTS)
const isStaged =
  chosen.length > 0 ||
  withLive ||
  withScroll ||
  withScoring ||
  withRescore ||
  withConvert ||
  withReplay ||
  withReports
if (!isStaged && !measuresImport)
  throw new Error(
    `--only takes some of: ${[...operations.map(({ name }) => name), IMPORT, LIVE, SCROLL, SCORING, RESCORE, CONVERT, REPLAY, REPORTS].join(', ')}`,
  )
if (measuresImport) await benchImport(options.leads, line => console.log(line))
if (!isStaged) process.exit(0)

const stage = await openStage(options.leads, line => console.log(line))
try {
  const report: Report = {
    leads: options.leads,
    at: new Date().toISOString(),
    node: process.version,
    comparisons: [],
  }
  for (const operation of chosen) {
    for (const viewer of stage.viewers) {
      process.stdout.write(`${operation.name} as ${viewer.person} …\n`)
      report.comparisons.push(await compare(operation, viewer))
    }
  }
  console.log(
    `\n${options.leads} leads, ${options.connections} connections, ${options.rounds} × ${options.seconds} s each`,
  )
  console.log(comparisonTable(report.comparisons))
  if (withLive) {
    const { sockets, listening, p50, p95 } = await measureLive(stage)
    console.log(
      `live: ${sockets} sockets, ${listening} of them see the lead; from the answer to the last of these p50 ${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms`,
    )
  }
  if (withScroll) {
    const { leads, fetched, longTasks, mostNodes } = await measureScroll(stage)
    console.log(
      `scroll: a board of ${leads} leads, ${fetched} of them fetched; tasks over 50 ms: ${longTasks.join(', ') || 'none'}; at most ${mostNodes} elements`,
    )
  }
  if (withScoring) {
    const { p50, p95, never } = await measureScoreDelay(stage)
    console.log(
      `scoring: from the answer to a call to the new score on an open page p50 ${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms, never ${never}`,
    )
  }
  if (withRescore) {
    for (const one of await measureRescore(stage, options.rounds, line => console.log(line)))
      console.log(
        `rescore, ${one.what}: ${one.leads} open leads in ${one.seconds.toFixed(1)} s, 100,000 in ${((one.seconds * 100_000) / one.leads).toFixed(1)} s; the list at 100 requests/s p95 ${one.quiet.toFixed(1)} ms, meanwhile ${one.meanwhile.toFixed(1)} ms: × ${(one.meanwhile / one.quiet).toFixed(2)}`,
      )
  }
  if (withConvert) {
    const { entries, files, conversions, told, p50, p95, p99 } = await measureConvert(stage, line =>
      console.log(line),
    )
    console.log(
      `convert: ${conversions} conversions of leads with ${entries} timeline entries and ${files} files, ${told} told to a webhook, p50 ${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`,
    )
  }
  if (withReplay) {
    const { messages, seconds } = await measureReplay(stage)
    console.log(
      `replay: ${messages} webhook messages to a quick receiver in ${seconds.toFixed(1)} s, ${(messages / seconds).toFixed(0)}/s`,
    )
  }
  if (withReports) {
    const rows = (await measureReports(stage, options)).map(({ report, person, p50, p99, failures }) => [
      report,
      person,
      p50.toFixed(0),
      p99.toFixed(0),
      String(failures),
    ])
    console.log(`\n${table(['report', 'as', 'p50 ms', 'p99 ms', 'failed'], rows)}`)
    const dashboards = (await measureDashboards(stage)).map(({ person, requests, p50, p99 }) => [
      'dashboard',
      person,
      String(requests),
      p50.toFixed(0),
      p99.toFixed(0),
    ])
    console.log(`\n${table(['all widgets of the', 'as', 'requests', 'p50 ms', 'p99 ms'], dashboards)}`)
  }
  if (options.json) await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`)
  if (options.compareJson) {
    const before: Report = JSON.parse(await readFile(options.compareJson, 'utf8'))
    console.log(`\n${growthTable(report, before)}`)
  }
} finally {
  await stage.close()
}

async function compare(
  operation: (typeof operations)[number],
  viewer: (typeof stage.viewers)[number],
): Promise<Comparison> {
  const { product, yardstick, database } = stage
  // Another seed each time: leads of an earlier run must not come again as duplicates.
  const random = seeded(Date.now())
  const calls = await operation.prepare({ database, productUrl: product.url, viewer, random })
  const before = await readCacheCounters(product.url)
  const [ours, bare] = await measure(
    [
      { url: product.url, headers: { cookie: viewer.cookie, origin: product.url }, next: calls.product },
      { url: yardstick.url, headers: {}, next: calls.yardstick },
    ],
    options,
    stage.untilIdle,
  )
  if (!ours || !bare) throw new Error('Nothing was measured')
  return {
    operation: operation.name,
    person: viewer.person,
    product: ours,
    yardstick: bare,
    ratio: ours.requestsPerSecond / bare.requestsPerSecond,
    cacheHitRate: hitRate(before, await readCacheCounters(product.url)),
  }
}
