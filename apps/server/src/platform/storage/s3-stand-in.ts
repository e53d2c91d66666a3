import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'

/** An S3 service with one bucket in memory, as far as the storage door uses one; for tests. */
export interface S3StandIn {
  endpoint: string
  objects: Map<string, Buffer>
  /** `METHOD path` of every request. */
  requests: string[]
  close(): Promise<void>
}

const SIGNATURE_V4 =
  /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/[\w-]+\/s3\/aws4_request, SignedHeaders=[\w;-]*host[\w;-]*, Signature=[0-9a-f]{64}$/

export async function startS3StandIn(bucket: string): Promise<S3StandIn> {
  const objects = new Map<string, Buffer>()
  const requests: string[] = []

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://s3')
    requests.push(`${request.method} ${url.pathname}`)
    const body = await buffer(request)
    if (!SIGNATURE_V4.test(request.headers.authorization ?? '')) return fail(response, 403, 'AccessDenied')
    const [, bucketName, ...rest] = url.pathname.split('/')
    const key = decodeURIComponent(rest.join('/'))
    if (bucketName !== bucket) return fail(response, 404, 'NoSuchBucket')
    if (request.method === 'PUT') {
      objects.set(key, body)
      return void response.setHeader('etag', '"1"').end()
    }
    if (request.method === 'DELETE') {
      objects.delete(key)
      return void response.writeHead(204).end()
    }
    if (url.searchParams.get('list-type') === '2') {
      const contents = [...objects.keys()].map(each => `<Contents><Key>${each}</Key></Contents>`).join('')
      return void response
        .setHeader('content-type', 'application/xml')
        .end(`<?xml version="1.0"?><ListBucketResult>${contents}</ListBucketResult>`)
    }
    const stored = objects.get(key)
    if (!stored) return fail(response, 404, 'NoSuchKey')
    response.setHeader('content-length', stored.length).end(stored)
  }

  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    objects,
    requests,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function fail(response: ServerResponse, status: number, code: string): void {
  response
    .writeHead(status, { 'content-type': 'application/xml' })
    .end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`)
}
