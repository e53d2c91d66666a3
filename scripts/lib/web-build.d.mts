export function buildWebWhenStale(): void
