import type { ImportField } from '../leads/index.ts'
import type { ActivityType } from './activities.schemas.ts'

const WITH_DIRECTION: ReadonlySet<ActivityType> = new Set(['call', 'email', 'whatsapp', 'sms'])
export const ACTIVITY_CHOICES = { withDirection: WITH_DIRECTION }

/** What a column of a file of activities can be taken for, beside its lead. */
export const ACTIVITY_FIELDS: readonly ImportField[] = [
  {
    name: 'happened_at',
    label: 'When',
    type: 'past',
    called:
      /^(call |event |activity )?(start|started|happened|held)( ?(date|time|datetime|at|on))*$|^(activity|call|event) (date|time)$|^(date|time|timestamp)$/,
  },
  {
    name: 'type',
    label: 'What it was',
    type: 'choice',
    called: /^(activity |event )?(type|kind)$|^channel$/,
    choices: [
      { value: 'call', label: 'Call', called: /call|phone|dial/ },
      { value: 'email', label: 'E-mail', called: /mail/ },
      { value: 'site_visit', label: 'Site visit', called: /site|visit/ },
      { value: 'meeting', label: 'Meeting', called: /meet|demo|appointment|event/ },
      { value: 'whatsapp', label: 'WhatsApp', called: /whats/ },
      { value: 'sms', label: 'SMS', called: /sms|text/ },
      { value: 'note', label: 'Note', called: /note|comment|other|task/ },
    ],
  },
  {
    name: 'direction',
    label: 'From us or from them',
    type: 'choice',
    called: /^call type$|^direction$/,
    choices: [
      { value: 'out', label: 'From us', called: /^out|dialled|made|sent/ },
      { value: 'in', label: 'From them', called: /^in|received|missed/ },
    ],
  },
  {
    name: 'note',
    label: 'What was said',
    type: 'text',
    many: 'all',
    maxLength: 5000,
    called: /^(subject|notes?|description|comments?|remarks?|body|details|message)$/,
  },
  {
    name: 'outcome',
    label: 'Outcome',
    type: 'text',
    maxLength: 60,
    called: /^(call )?(outcome|result|disposition|purpose)$/,
  },
  {
    name: 'duration_s',
    label: 'Seconds',
    type: 'count',
    called: /^(call )?duration( in)? (seconds|secs?|s)$/,
  },
  {
    name: 'duration_min',
    label: 'Minutes',
    type: 'count',
    called: /^(call )?duration( in)?( minutes| mins?)?$/,
  },
  {
    name: 'owner',
    label: 'Who did it',
    type: 'person',
    called: /^((call|event|activity|record) )?(owner|assigned to|logged by|user|agent|by)( name)?$/,
  },
]

/** What a column of a file of follow-ups can be taken for, beside its lead. */
export const FOLLOW_UP_FIELDS: readonly ImportField[] = [
  {
    name: 'due_at',
    label: 'Due',
    type: 'instant',
    called: /^(due|follow ?up|next|reminder)( ?(date|time|at|on|call|step))*$/,
  },
  {
    name: 'title',
    label: 'What is to be done',
    type: 'text',
    maxLength: 200,
    called: /^(subject|title|task|follow ?up|what)( name)?$/,
  },
  {
    name: 'kind',
    label: 'Call, visit or other',
    type: 'choice',
    called: /^(task |follow ?up )?(type|kind)$/,
    choices: [
      { value: 'call', label: 'Call', called: /call|phone/ },
      { value: 'email', label: 'E-mail', called: /mail/ },
      { value: 'site_visit', label: 'Site visit', called: /site|visit/ },
      { value: 'meeting', label: 'Meeting', called: /meet|demo|appointment/ },
      { value: 'whatsapp', label: 'WhatsApp', called: /whats/ },
      { value: 'sms', label: 'SMS', called: /sms|text/ },
      { value: 'task', label: 'Something else', called: /./ },
    ],
  },
  {
    name: 'status',
    label: 'Done or open',
    type: 'choice',
    called: /^(task )?status$|^(is )?(done|completed|closed)$/,
    choices: [
      { value: 'done', label: 'Done', called: /complet|done|closed|finish|^(yes|true|1)$/ },
      { value: 'open', label: 'Open', called: /./ },
    ],
  },
  {
    name: 'priority',
    label: 'Priority',
    type: 'choice',
    called: /^priority$/,
    choices: [
      { value: 'high', label: 'High', called: /high|urgent/ },
      { value: 'low', label: 'Low', called: /low/ },
      { value: 'normal', label: 'Normal', called: /./ },
    ],
  },
  {
    name: 'owner',
    label: 'Who does it',
    type: 'person',
    called: /^((task|follow ?up|record) )?(owner|assigned to|assignee|user)( name)?$/,
  },
]
