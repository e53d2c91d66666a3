import { Type } from 'typebox'
import type { Http } from '../../platform/http/server.ts'
import { closed, Instant, nullable } from './activities.schemas.ts'
import type { CalendarFeed } from './calendar-feed.ts'

const FeedState = Type.Object({
  feed: nullable(Type.Object({ created_at: Instant, last_read_at: nullable(Instant) })),
})

export function calendarRoutes(http: Http, feed: CalendarFeed): void {
  const tags = ['Calendar']
  const config = { access: { module: 'CRM', action: 'view' } } as const

  http.get(
    '/crm/calendar-feed',
    {
      config,
      schema: {
        tags,
        summary: 'Whether your follow-ups are in other calendars',
        response: { 200: FeedState },
      },
    },
    async ({ principal }) => ({ feed: await feed.state(principal.userId) }),
  )

  http.post(
    '/crm/calendar-feed',
    {
      config,
      schema: {
        tags,
        summary: 'Make a link to your follow-ups for other calendars; the one before closes',
        response: { 201: Type.Object({ url: Type.String({ description: 'Shown once' }) }) },
      },
    },
    async ({ principal }, reply) => reply.code(201).send({ url: await feed.open(principal.userId) }),
  )

  http.delete(
    '/crm/calendar-feed',
    { config, schema: { tags, summary: 'Close the link', response: { 204: Type.Null() } } },
    async ({ principal }, reply) => {
      await feed.close(principal.userId)
      return reply.code(204).send(null)
    },
  )

  http.get(
    '/calendar/:file',
    {
      config: { access: 'public', limit: { max: 60, windowMs: 60_000 } },
      schema: {
        tags,
        summary: 'The follow-ups behind a link, as a calendar',
        params: Type.Object({ file: Type.String({ pattern: '^[A-Za-z0-9_-]{43}\\.ics$' }) }, closed),
        produces: ['text/calendar'],
        response: {
          200: { description: 'iCalendar', content: { 'text/calendar': { schema: Type.String() } } },
        },
      },
    },
    async ({ params }, reply) => {
      reply
        .header('content-type', 'text/calendar; charset=utf-8')
        .header('cache-control', 'private, no-store')
        .header('x-robots-tag', 'noindex')
      return reply.send((await feed.read(params.file.slice(0, -4))) as never)
    },
  )
}
