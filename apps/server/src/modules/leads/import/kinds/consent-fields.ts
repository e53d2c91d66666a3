import type { Lead } from '../../leads.schemas.ts'
import type { ImportField } from './import-kind.ts'

type Consent = Lead['consent']
type Channel = keyof Consent

const YES = /^(y|yes|true|1|x|ok|agreed|given|granted|allowed|opt(ed)? ?in|subscribed|consented)$/
const NO =
  /^(n|no|false|0|objected|withdrawn|denied|refused|declined|opt(ed)? ?out|unsubscribed|dnd|do not (call|email|contact))$/

const agreed = (name: string, label: string, called: RegExp): ImportField => ({
  name,
  label,
  type: 'choice',
  called,
  choices: [
    { value: 'yes', label: 'Agreed', called: YES },
    { value: 'no', label: 'Objected', called: NO },
    { value: 'unasked', label: 'Not asked', called: /^(-|unknown|none|null|n\/?a|not asked)$/ },
  ],
})

/** Columns that say the opposite: *Do not call*, *Email opt out*. */
const objected = (name: string, label: string, called: RegExp): ImportField => ({
  name,
  label,
  type: 'choice',
  called,
  choices: [
    { value: 'no', label: 'Objected', called: YES },
    { value: 'unasked', label: 'Did not object', called: NO },
  ],
})

const COLUMNS: readonly [Channel, ImportField, ImportField?][] = [
  [
    'call',
    agreed(
      'consent_call',
      'Consent to calls',
      /^(call|phone)s? (consent|opt ?in|permission)$|^consent to calls$/,
    ),
    objected('objection_call', 'Objection to calls', /^do ?not ?call$|^(call|phone) opt ?out$|^dnd$|^ncpr$/),
  ],
  [
    'email',
    agreed(
      'consent_email',
      'Consent to e-mail',
      /^e ?mail (consent|opt ?in|permission)$|^consent to e ?mails?$|^newsletter$/,
    ),
    objected(
      'objection_email',
      'Objection to e-mail',
      /^do ?not ?e ?mail$|^e ?mail opt(ed)? ?out$|^(has )?opted out of e ?mails?$|^unsubscribed$/,
    ),
  ],
  [
    'whatsapp',
    agreed(
      'consent_whatsapp',
      'Consent to WhatsApp',
      /^whats ?app (consent|opt ?in|permission)$|^consent to whats ?app$/,
    ),
  ],
  [
    'sms',
    agreed('consent_sms', 'Consent to SMS', /^(sms|text) (consent|opt ?in|permission)$|^consent to sms$/),
  ],
]

const ALL = agreed(
  'consent',
  'Consent to all channels',
  /^((marketing|contact) )?(consent|opt ?in|permission)( given)?$|^gdpr( consent)?$/,
)

/** What a column can say of the consent of a lead. */
export const CONSENT_FIELDS: readonly ImportField[] = [
  ALL,
  ...COLUMNS.flatMap(([, yes, no]) => (no ? [yes, no] : [yes])),
]

/** What a row says of it; nothing where it says nothing. An objection goes before an agreement. */
export function consentIn(values: ReadonlyMap<string, unknown>): Consent | undefined {
  const consent: Consent = {}
  for (const [channel, ...fields] of COLUMNS) {
    const names = [ALL.name, ...fields.flatMap(field => field?.name ?? [])]
    const said = names.map(name => values.get(name))
    if (said.includes('no')) consent[channel] = false
    else if (said.includes('yes')) consent[channel] = true
  }
  return Object.keys(consent).length > 0 ? consent : undefined
}
