import type { Config } from './platform/config/config.ts'
import { codeOf, StartError } from './platform/config/start-error.ts'

const DISK_FULL = new Set(['ENOSPC', 'EDQUOT', '53100'])

/** What to tell whoever started the server: one sentence where the cause is known, else all there is. */
export function explainStart(error: unknown, config: Config | undefined): string {
  if (error instanceof StartError) return error.message
  const code = codeOf(error)
  if (code === 'EADDRINUSE') return `Port ${config?.port} is taken by another program: stop it, or set PORT.`
  if (code === 'EACCES' && isListening(error)) {
    return `PORT ${config?.port} may not be used by this user: set PORT to one from 1024 on.`
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    if (isListening(error)) return `HOST takes an address of this machine, and ${config?.host} is none.`
  }
  if (code !== undefined && DISK_FULL.has(code)) return 'The disk is full: make room where DATA_DIR lies.'
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

function isListening(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('syscall' in error)) return false
  return error.syscall === 'listen' || error.syscall === 'getaddrinfo'
}
