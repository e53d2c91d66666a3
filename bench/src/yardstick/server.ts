// The least that could answer: Node's own HTTP server and hand-written SQL through one `pg` pool, without sign-in, checks,
// encryption, events or audit. A process of its own, as the product is.
import { createServer, type IncomingMessage } from 'node:http'
import { json } from 'node:stream/consumers'
import pg from 'pg'
import { statements } from './statements.ts'

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 })

const server = createServer(async (request, response) => {
  try {
    const rows = await answer(request)
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(rows))
  } catch (error) {
    response.writeHead(500)
    response.end(String(error))
  }
})

async function answer(request: IncomingMessage): Promise<unknown> {
  const url = new URL(request.url ?? '/', 'http://yardstick')
  const body = request.method === 'GET' ? {} : ((await json(request)) as Record<string, unknown>)
  const given = { ...Object.fromEntries(url.searchParams), ...body }
  const id = url.pathname.split('/')[2]
  const scope = 'team_id' in given ? 'team_id' : 'assigned_to'
  const { rows } = await pool.query(
    statements[operation()](id === undefined ? given : { ...given, id }, scope),
  )
  return rows

  function operation(): keyof typeof statements {
    if (url.pathname === '/search') return 'search'
    if (url.pathname === '/board') return 'board'
    if (url.pathname.startsWith('/moves/')) return 'move'
    if (url.pathname.startsWith('/timeline/')) return 'timeline'
    if (url.pathname === '/report') return 'report'
    if (url.pathname === '/follow-ups') return 'today'
    if (url.pathname === '/activities') return 'log'
    if (request.method === 'POST') return 'create'
    if (request.method === 'PATCH') return 'update'
    return id === undefined ? 'list' : 'get'
  }
}

server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address && typeof address === 'object') process.send?.({ port: address.port })
})
process.on('disconnect', () => process.exit())
