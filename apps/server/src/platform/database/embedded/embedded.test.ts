import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { accountFor } from './account.ts'
import { explain } from './explain.ts'
import { lockInstance } from './instance-lock.ts'
import { stopOrphan } from './orphan.ts'
import { identify } from './process-identity.ts'
import { findPrograms, reachable } from './programs.ts'
import { tuning } from './tuning.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'embedded-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the claim on a DATA_DIR', () => {
  const path = () => join(folder, 'server.lock')

  test('is held by one and given free', () => {
    const unlock = lockInstance(folder)
    expect(() => lockInstance(folder)).toThrow(`running already on ${folder} (process ${process.pid})`)
    unlock()
    lockInstance(folder)()
  })

  test.each([
    ['of a process that ended', () => `${endedPid()} 1 x`],
    ['whose number another process has by now', () => `${process.pid} 1 another-boot`],
    ['that is no claim', () => 'rubbish'],
  ])('%s is taken over', (_, text) => {
    writeFileSync(path(), text())
    const unlock = lockInstance(folder)
    expect(readFileSync(path(), 'utf8')).toBe(identify(process.pid))
    unlock()
  })
})

test('a number in postmaster.pid that belongs to a stranger leaves the stranger alone', async () => {
  writeFileSync(join(folder, 'postmaster.pid'), `${process.pid}\n`)
  await stopOrphan(folder)
  expect(() => readFileSync(join(folder, 'postmaster.pid'))).toThrow('ENOENT')
})

test('a process is told from one that had its number before', () => {
  expect(identify(process.pid)).toBe(identify(process.pid))
  expect(identify(process.pid)).not.toBe(identify(process.ppid))
  expect(identify(endedPid())).toBeNull()
})

test('programs run where they lie out of reach', () => {
  const account = accountFor(folder)
  const installed = dirname(dirname(findPrograms(undefined).postgres))
  const hidden = join(folder, 'native')
  cpSync(installed, hidden, { recursive: true, verbatimSymlinks: true })
  chmodSync(folder, 0o700)
  const { postgres } = reachable({ folder: hidden, version: 'test' }, account)
  const { status, stdout } = spawnSync(postgres, ['--version'], { encoding: 'utf8', cwd: '/', ...account })
  expect(status).toBe(0)
  expect(stdout).toContain('PostgreSQL) 18')
  if (account) rmSync(dirname(dirname(postgres)), { recursive: true })
})

test.each([
  ['initdb: error: could not create directory "x": No space left on device', 'The disk is full'],
  ['FATAL:  could not write lock file "postmaster.pid": No space left on device', 'The disk is full'],
  ['initdb: error: could not create directory "x": Read-only file system', 'The disk is read-only'],
  ['FATAL:  could not open file "x": Permission denied', 'may not use its folder'],
  ['LOG:  starting\nFATAL:  something new', 'did not start (/d): FATAL:  something new'],
  ['', 'did not start (/d): it said nothing'],
])('%s', (output, sentence) => expect(explain(output, '/d').message).toContain(sentence))

test.each([
  [1, '256MB', '4MB'],
  [8, '1024MB', '16MB'],
  [64, '1024MB', '16MB'],
])('with %s GB of memory', (gigabytes, buffers, work) => {
  const settings = tuning(gigabytes * 1024 ** 3)
  expect(settings).toMatchObject({ shared_buffers: buffers, work_mem: work })
  // What was answered is kept: nothing here may weaken that.
  for (const name of ['fsync', 'synchronous_commit', 'full_page_writes'])
    expect(settings).not.toHaveProperty(name)
})

function endedPid(): number {
  return spawnSync(process.execPath, ['--version']).pid
}
