import type { Socket } from 'node:net'
import { AppError } from '../errors.ts'
import type { ErrorType } from './error-types.ts'
import { problemText } from './problems.ts'

const TYPES: Record<string, ErrorType> = { HPE_HEADER_OVERFLOW: 'headers-too-large' }

/** Answers what is not even HTTP, before there is a request. */
export function answerBrokenHttp(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const problem = new AppError(TYPES[error.code ?? ''] ?? 'malformed-body', {
    errors: [{ path: 'request', message: 'is not HTTP that can be read' }],
  })
  const text = problemText(problem)
  socket.end(
    `HTTP/1.1 ${problem.status} Refused\r\ncontent-type: application/problem+json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`,
  )
}
