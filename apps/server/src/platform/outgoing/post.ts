import type { LookupAddress } from 'node:dns'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { mayReach } from './addresses.ts'
import { nameResolver } from './resolve.ts'

/** Why there was no answer. */
export type PostFailure = 'address' | 'plain-http' | 'name' | 'timeout' | 'tls' | 'connection'

export class PostError extends Error {
  override readonly name = 'PostError'
  readonly why: PostFailure
  constructor(why: PostFailure, options?: ErrorOptions) {
    super(`no answer: ${why}`, options)
    this.why = why
  }
}

export interface PostRequest {
  url: string
  headers: Readonly<Record<string, string>>
  body: string
}

export interface PostRules {
  mayBeHttp: boolean
  /** Whether it may go to addresses of the own network. */
  mayBePrivate: boolean
  /** For all of it: the name, the connection, the answer. */
  timeoutMs: number
  /** Read of the answer's body at most. */
  mostBytes: number
  /** What names lead to; asked as `nameResolver` does unless given. */
  resolve?: (name: string) => Promise<readonly LookupAddress[]>
}

/** What came back. A redirect is an answer like any other: it is never followed. */
export interface PostAnswer {
  status: number
  /** How the body begins. */
  body: Buffer
}

/** Sends a body to an address that a person has typed. The connection goes to the very address that was checked, so a name that leads
 *  elsewhere a moment later leads nowhere.
 *  @throws PostError */
export function post(request: PostRequest, rules: PostRules): Promise<PostAnswer> {
  const url = new URL(request.url)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && rules.mayBeHttp)) {
    return Promise.reject(new PostError('plain-http'))
  }
  // The connection asks for no name where an address stands in its place.
  if (isIP(host) !== 0 && !mayReach(host, rules.mayBePrivate)) return Promise.reject(new PostError('address'))
  return send(url, request, rules)
}

function send(url: URL, { headers, body }: PostRequest, rules: PostRules): Promise<PostAnswer> {
  return new Promise((resolve, reject) => {
    const deadline = AbortSignal.timeout(rules.timeoutMs)
    const outgoing = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      agent: false,
      lookup: checkedLookup(rules),
      signal: deadline,
    })
    let hasAnswered = false
    outgoing.on('response', answer => {
      hasAnswered = true
      // Its status is its answer: whoever then dawdles over the body has taken it all the same.
      readSome(answer, rules.mostBytes, bytes => {
        resolve({ status: answer.statusCode ?? 0, body: bytes })
        outgoing.destroy()
      })
    })
    outgoing.on('error', error => {
      if (!hasAnswered) reject(asPostError(error, deadline.aborted))
    })
    outgoing.end(body)
  })
}

function readSome(answer: IncomingMessage, mostBytes: number, done: (bytes: Buffer) => void): void {
  const chunks: Buffer[] = []
  let length = 0
  const finish = () => done(Buffer.concat(chunks).subarray(0, mostBytes))
  answer.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    length += chunk.length
    if (length >= mostBytes) finish()
  })
  answer.on('end', finish)
  answer.on('error', finish)
  answer.on('close', finish)
}

/** Names that lead to one forbidden address among others are refused wholly: which of them is taken is not ours to choose. */
function checkedLookup({ resolve = resolveName, mayBePrivate }: PostRules): LookupFunction {
  return (name, options, callback) => {
    resolve(name).then(
      addresses => {
        const [first] = addresses
        if (!first) return callback(new PostError('name'), '', 0)
        if (!addresses.every(({ address }) => mayReach(address, mayBePrivate)))
          return callback(new PostError('address'), '', 0)
        if (options.all) return callback(null, [...addresses])
        callback(null, first.address, first.family)
      },
      (error: unknown) => callback(new PostError('name', { cause: error }), '', 0),
    )
  }
}

const resolveName = nameResolver()

function asPostError(error: unknown, isLate: boolean): PostError {
  if (error instanceof PostError) return error
  if (isLate) return new PostError('timeout', { cause: error })
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  const isTls = /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code) || code === 'EPROTO'
  return new PostError(isTls ? 'tls' : 'connection', { cause: error })
}
