import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { type PostRules, post } from './post.ts'

const RULES: PostRules = { mayBeHttp: true, mayBePrivate: true, timeoutMs: 20_000, mostBytes: 4096 }
const open: Server[] = []
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** A server on this machine. @returns its port */
async function listen(answer: RequestListener): Promise<number> {
  const server = createServer(answer)
  open.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

const say = (url: string, rules: Partial<PostRules> = {}) =>
  post({ url, headers: { 'content-type': 'application/json' }, body: '{"a":"₹"}' }, { ...RULES, ...rules })

test('the body arrives whole, and the answer comes back', async () => {
  const port = await listen((request, response) => {
    let body = ''
    request.on('data', chunk => {
      body += chunk
    })
    request.on('end', () => response.writeHead(202).end(`${request.method} ${body}`))
  })
  const { status, body } = await say(`http://127.0.0.1:${port}/in?x=1`)
  expect([status, body.toString()]).toEqual([202, 'POST {"a":"₹"}'])
})

test('a redirect is an answer, and nobody goes where it points', async () => {
  let asked = 0
  const port = await listen((request, response) => {
    asked += 1
    response.writeHead(307, { location: `http://127.0.0.1:${port}/secret` }).end(request.url)
  })
  const { status, body } = await say(`http://127.0.0.1:${port}/first`)
  expect([status, body.toString(), asked]).toEqual([307, '/first', 1])
})

test('of a body without end only its beginning is read', async () => {
  const port = await listen((_request, response) => {
    const pour = () => {
      while (response.write('x'.repeat(10_000)));
    }
    response.on('drain', pour)
    pour()
  })
  const { status, body } = await say(`http://127.0.0.1:${port}/`)
  expect([status, body.length]).toEqual([200, 4096])
})

test('who never answers is left, and who dawdles over the body has answered', async () => {
  const port = await listen((request, response) => {
    if (request.url === '/slow') response.writeHead(200).write('he')
  })
  await expect(say(`http://127.0.0.1:${port}/never`, { timeoutMs: 300 })).rejects.toMatchObject({
    why: 'timeout',
  })
  const { status, body } = await say(`http://127.0.0.1:${port}/slow`, { timeoutMs: 300 })
  expect([status, body.toString()]).toEqual([200, 'he'])
})

test('the own network is out of reach: by number, by name, and by a name that has one good address', async () => {
  let asked = 0
  const port = await listen((_request, response) => {
    asked += 1
    response.end()
  })
  const outside = { mayBePrivate: false }
  for (const host of ['127.0.0.1', '2130706433', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]', 'localhost']) {
    await expect(say(`http://${host}:${port}/`, outside), host).rejects.toMatchObject({ why: 'address' })
  }
  const resolve = async () => [
    { address: '93.184.216.34', family: 4 },
    { address: '127.0.0.1', family: 4 },
  ]
  await expect(say(`http://hooks.example:${port}/`, { ...outside, resolve })).rejects.toMatchObject({
    why: 'address',
  })
  expect(asked).toBe(0)
})

test('what a name led to is what is reached: it is asked for once for each request', async () => {
  const port = await listen((request, response) => response.end(request.headers.host))
  const answers = ['127.0.0.1', '127.0.0.2']
  let asked = 0
  const resolve = async () => [{ address: answers[asked++] ?? '', family: 4 }]
  const { body } = await say(`http://hooks.example:${port}/`, { resolve })
  expect([body.toString(), asked]).toEqual([`hooks.example:${port}`, 1])
})

test('says why there was no answer', async () => {
  await expect(say('http://127.0.0.1:1/')).rejects.toMatchObject({ why: 'connection' })
  await expect(say('http://no-such-name.invalid/')).rejects.toMatchObject({ why: 'name' })
  await expect(say('http://hooks.example/', { mayBeHttp: false })).rejects.toMatchObject({
    why: 'plain-http',
  })
  await expect(say('ftp://hooks.example/')).rejects.toMatchObject({ why: 'plain-http' })
  const port = await listen((_request, response) => response.end())
  await expect(say(`https://127.0.0.1:${port}/`)).rejects.toMatchObject({ why: 'tls' })
})
