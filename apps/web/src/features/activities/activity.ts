import type { paths } from '@optimwalls/contract'

type Read<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { 'application/json': infer Answer } } } }
}
  ? Answer
  : never

type Body<P extends keyof paths> = paths[P] extends {
  post: { requestBody?: { content: { 'application/json': infer Sent } } }
}
  ? Sent
  : never

export type TimelineEntry = Read<'/crm/activities/{leadId}'>['data'][number]
export type TimelineKind = TimelineEntry['kind']
export type Activity = NonNullable<TimelineEntry['activity']>
export type ActivityType = Activity['type']
export type Outcome = Read<'/crm/activity-outcomes'>['data'][number]
export type FollowUp = Read<'/crm/follow-ups'>['data'][number]
export type FollowUpCounts = Read<'/crm/follow-ups/counts'>
export type FollowUpKind = FollowUp['kind']
export type NewActivity = Body<'/crm/activities'>
export type NewFollowUp = Body<'/crm/follow-ups'>
export type FollowUpDone = Body<'/crm/follow-ups/{id}/done'>
export type FollowUpEdit =
  paths['/crm/follow-ups/{id}']['patch']['requestBody']['content']['application/json']
export type NextStep = NonNullable<NewActivity['next']>

/** What can be logged by hand, the likely one first. */
export const LOGGED_TYPES = ['call', 'site_visit', 'meeting', 'whatsapp', 'email', 'note'] as const

/** Words for the kinds of activities and follow-ups, as a salesperson says them. */
export const TYPE_WORDS: Record<ActivityType | FollowUpKind, string> = {
  call: 'Call',
  email: 'E-mail',
  meeting: 'Meeting',
  site_visit: 'Visit',
  note: 'Note',
  whatsapp: 'WhatsApp',
  sms: 'SMS',
  task: 'Task',
}

/** What a filter of the timeline is called, and the kinds behind it. */
export const TIMELINE_FILTERS: readonly { label: string; kinds: readonly TimelineKind[] }[] = [
  { label: 'Everything', kinds: [] },
  { label: 'Calls', kinds: ['call'] },
  { label: 'Visits and meetings', kinds: ['site_visit', 'meeting'] },
  { label: 'Messages', kinds: ['whatsapp', 'email', 'sms'] },
  { label: 'Notes', kinds: ['note'] },
  { label: 'Moves and hand-overs', kinds: ['stage', 'owner', 'arrival', 'merge', 'conversion'] },
  { label: 'Changes', kinds: ['edit', 'file', 'score'] },
  { label: 'Follow-ups', kinds: ['follow_up'] },
]
