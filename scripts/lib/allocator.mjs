/** For the GNU allocator: each thread of Node otherwise keeps freed memory in an arena of its own (docs/decisions/0023). Others do not
 *  read it. */
export const ALLOCATOR_SETTINGS = { MALLOC_ARENA_MAX: '2' }

/** Puts this script in place of itself with the allocator's settings, which are only read when a process begins. Returns where whoever
 *  started it gave some already, and where a process cannot be replaced. */
export function bindAllocator() {
  if (process.platform !== 'linux' || !process.execve || process.env.MALLOC_ARENA_MAX) return
  process.execve(process.execPath, [process.execPath, ...process.execArgv, ...process.argv.slice(1)], {
    ...process.env,
    ...ALLOCATOR_SETTINGS,
  })
}
