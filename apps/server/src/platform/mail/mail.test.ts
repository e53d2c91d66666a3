import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { buffer } from 'node:stream/consumers'
import { pino } from 'pino'
import { type SMTPServer, SMTPServer as SmtpServer } from 'smtp-server'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/test-database.ts'
import { createCrypto } from '../crypto/crypto.ts'
import { parseKeyRing } from '../crypto/key-ring.ts'
import { createJobs, type Jobs } from '../jobs/runner.ts'
import { passwordResetLetter } from './letter.ts'
import { createMail, type Mail } from './mail.ts'

const key = () => randomBytes(32).toString('base64')
const crypto = createCrypto(parseKeyRing(`k1:${key()},hash:${key()}`))
const letter = passwordResetLetter({ name: 'Zoë <b>', url: 'https://crm.example/r?a=1&b=2', minutes: 60 })

let test: TestDatabase
let server: SMTPServer
let mail: Mail
let jobs: Jobs
const logged: string[] = []
const log = pino({ level: 'debug' }, { write: line => void logged.push(line) })

/** What the server took, and what it answers first, once each. */
const taken: { from: string; to: string[]; content: string }[] = []
const answers: number[] = []

beforeAll(async () => {
  test = await testDatabase()
  server = new SmtpServer({
    disabledCommands: ['STARTTLS'],
    onAuth: (_auth, _session, done) => done(null, { user: 'crm' }),
    onRcptTo(address, _session, done) {
      const code = answers.shift()
      done(code ? Object.assign(new Error(`no such user ${address.address}`), { responseCode: code }) : null)
    },
    async onData(stream, session, done) {
      const content = (await buffer(stream)).toString()
      const { mailFrom, rcptTo } = session.envelope
      taken.push({
        from: mailFrom ? mailFrom.address : '',
        to: rcptTo.map(recipient => recipient.address),
        content,
      })
      done()
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const address = server.server.address()
  const port = address && typeof address === 'object' ? address.port : 0
  mail = createMail({
    config: {
      smtpUrl: `smtp://crm:secret@127.0.0.1:${port}`,
      mailFrom: 'OptimWalls CRM <crm@firm.example>',
      demo: true,
    },
    db: test.database,
    crypto,
    log,
  })
  jobs = createJobs({ database: test.database, log, pollMs: 50 })
  jobs.register(...mail.jobs)
  await jobs.start()
})
afterAll(async () => {
  await jobs.stop()
  mail.close()
  await new Promise<void>(resolve => void server.close(() => resolve()))
  await test.close()
})
beforeEach(() => {
  taken.length = 0
  logged.length = 0
})

const queued = () =>
  test.database.rows<{ payload: { message_id: string }; last_error: string | null }>(
    'SELECT payload, last_error FROM graphile_worker._private_jobs',
  )

/** Makes the queue try now what it would try in some seconds. */
const hurry = () => test.database.rows('UPDATE graphile_worker._private_jobs SET run_at = now()')

it('sends a mail in both forms, with an id of its own', async () => {
  await mail.send({ to: 'asha@firm.example', ...letter })
  await vi.waitFor(() => expect(taken).toHaveLength(1))
  const [{ from, to, content }] = taken as [(typeof taken)[0]]
  expect([from, to]).toEqual(['crm@firm.example', ['asha@firm.example']])
  expect(content).toMatch(/^From: OptimWalls CRM <crm@firm.example>\r$/m)
  expect(content).toMatch(/^To: asha@firm.example\r$/m)
  expect(content).toMatch(/^Subject: Choose a new password\r$/m)
  expect(content).toMatch(/^Message-ID: <[0-9a-f-]{36}@firm.example>\r$/m)
  expect(content).toContain('Content-Type: text/plain; charset=utf-8')
  expect(content).toContain('Content-Type: text/html; charset=utf-8')
  expect(content).toContain('Zo=C3=AB &lt;b&gt;')
  await vi.waitFor(async () => expect(await queued()).toEqual([]))
})

it('is sent exactly when the transaction commits, and lies sealed until then', async () => {
  const rollback = test.database.inTransaction(async tx => {
    await mail.send({ to: 'asha@firm.example', ...letter }, tx)
    const rows = JSON.stringify(await tx.rows('SELECT * FROM graphile_worker._private_jobs'))
    expect(rows).toContain('sealed')
    expect(rows).not.toMatch(/asha|password|crm\.example/)
    throw new Error('rolled back')
  })
  await expect(rollback).rejects.toThrow('rolled back')
  await test.database.inTransaction(tx => mail.send({ to: 'second@firm.example', ...letter }, tx))
  await vi.waitFor(() => expect(taken.map(({ to }) => to[0])).toEqual(['second@firm.example']))
})

it('tries again under the same id, and keeps no address from the error', async () => {
  answers.push(451)
  await mail.send({ to: 'asha@firm.example', ...letter })
  await vi.waitFor(async () => expect((await queued())[0]?.last_error).toContain('SmtpError'))
  const [waiting] = await queued()
  expect(JSON.stringify(waiting)).not.toContain('asha')
  await hurry()
  await vi.waitFor(() => expect(taken).toHaveLength(1))
  expect(taken[0]?.content).toContain(`Message-ID: ${waiting?.payload.message_id}`)
  expect(logged.join('')).not.toContain('asha')
})

it('does not go on trying what is refused for good', async () => {
  answers.push(550)
  await mail.send({ to: 'asha@firm.example', ...letter })
  await vi.waitFor(() => expect(logged.join('')).toContain('refused for good'))
  await vi.waitFor(async () => expect(await queued()).toEqual([]))
  expect(taken).toEqual([])
  expect(logged.join('')).not.toContain('asha')
})

it('takes an address for one address', async () => {
  await mail.send({ to: 'a@firm.example, b@firm.example', ...letter })
  await vi.waitFor(async () => expect(await queued()).toEqual([]))
  expect(taken.flatMap(({ to }) => to)).not.toContain('b@firm.example')
})
