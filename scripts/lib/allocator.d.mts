export const ALLOCATOR_SETTINGS: { MALLOC_ARENA_MAX: string }
export function bindAllocator(): void
