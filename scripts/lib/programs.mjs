import { constants } from 'node:fs'
import { access, readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { nodeBin } from './check-steps.mjs'
import { run } from './steps.mjs'

/**
 * A program of the machine that tests need.
 * @typedef {object} Program
 * @property {string} path Where it lies.
 * @property {string} origin Where it came from, for the reader of the test run.
 */

const BROWSERS = [
  // The same Chromium without what draws a window: the journeys take half as long in it.
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

const REDIS_SERVERS = ['redis-server', 'valkey-server']

/**
 * A browser: the machine's own, else the download of Playwright, else Debian's package when we are root there.
 * @returns {Promise<Program | null>}
 */
export async function findBrowser() {
  return (
    (await onThisMachine(BROWSERS)) ??
    (await downloadedByPlaywright()) ??
    (await fromDebian('chromium', BROWSERS))
  )
}

/**
 * A Redis server: the machine's own, else Debian's package when we are root there.
 * @returns {Promise<Program | null>}
 */
export async function findRedis() {
  return (await onThisMachine(REDIS_SERVERS)) ?? (await fromDebian('redis-server', REDIS_SERVERS))
}

async function onThisMachine(names) {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const candidates = names.flatMap(name =>
    name.startsWith('/') ? [name] : folders.map(folder => join(folder, name)),
  )
  for (const path of candidates) {
    if (await isWorking(path)) return { path, origin: `found at ${path}` }
  }
  return null
}

async function downloadedByPlaywright() {
  const { code } = await run([...nodeBin('playwright'), 'install', 'chromium'])
  if (code !== 0) return null
  const { chromium } = await import('playwright-core')
  const path = chromium.executablePath()
  // The download runs only where the system libraries it needs are there.
  return (await isWorking(path)) ? { path, origin: "Playwright's download" } : null
}

async function fromDebian(packageName, names) {
  const isDebian = await readFile('/etc/debian_version').then(
    () => true,
    () => false,
  )
  if (!isDebian || process.getuid?.() !== 0) return null
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await run(['apt-get', 'update'], { env })
  await run(['apt-get', 'install', '-y', '--no-install-recommends', packageName], { env })
  const program = await onThisMachine(names)
  return program && { ...program, origin: `Debian's package ${packageName}` }
}

async function isWorking(path) {
  const isProgram = await access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
  return isProgram && (await run([path, '--version'])).code === 0
}
