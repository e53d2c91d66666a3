import { totalmem } from 'node:os'

const MB = 1024 * 1024

/**
 * How PostgreSQL is set up, for a laptop that also does other things up to a small server with a million leads.
 * Durability is left as it is: fsync, synchronous_commit and full_page_writes are on.
 */
export function tuning(memoryBytes: number = totalmem()): Record<string, string> {
  const memoryMb = Math.floor(memoryBytes / MB)
  const share = (part: number, min: number, max: number) =>
    `${Math.min(max, Math.max(min, Math.floor(memoryMb * part)))}MB`
  return {
    shared_buffers: share(1 / 4, 64, 1024),
    effective_cache_size: share(1 / 2, 128, 16_384),
    work_mem: share(1 / 512, 4, 16),
    maintenance_work_mem: share(1 / 32, 32, 256),
    // Solid-state disks: a page elsewhere costs about as much as the next one.
    random_page_cost: '1.1',
    // Short statements: compiling them costs more than it saves.
    jit: 'off',
    // A new lead touches some seventy tables and indexes. Of these numbers follow how many locks a connection keeps to itself; beyond it they go
    // through a table that all connections share.
    max_locks_per_transaction: '256',
    max_wal_size: '2GB',
    min_wal_size: '128MB',
    checkpoint_timeout: '15min',
    // No standby reads along.
    wal_level: 'minimal',
    max_wal_senders: '0',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    // The log must never quote a value: details name the row that failed, statements may hold literals.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    log_min_messages: 'warning',
    log_line_prefix: '',
  }
}
