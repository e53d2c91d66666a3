export type { paths } from './generated/openapi.d.ts'
export type * from './live.ts'
export type * from './presence.ts'
