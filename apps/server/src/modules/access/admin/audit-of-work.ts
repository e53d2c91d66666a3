import { REPORTS } from '@optimwalls/contract/reports'
import { counted, roleOf, type Tell, text } from './audit-tell.ts'

const FORMATS: Readonly<Record<string, string>> = {
  png: 'a picture',
  xlsx: 'an Excel file',
  csv: 'a CSV table',
}

/** "the report “Sources”"; one of another version by its own name. */
function report(name: unknown): string {
  const known: Readonly<Record<string, { label: string }>> = REPORTS
  return `the report “${known[text(name)]?.label ?? text(name).replaceAll('-', ' ')}”`
}

const CHANNELS: Readonly<Record<string, string>> = {
  call: 'calls',
  email: 'e-mail',
  whatsapp: 'WhatsApp',
  sms: 'SMS',
}

/** What was done with leads, files, reports, people and what is set up for them, behind the name of who did it. */
export const OF_WORK: Readonly<Record<string, Tell>> = {
  merged_leads: () => 'merged two leads',
  undid_merge: () => 'took a merge of two leads apart again',
  looked_for_duplicates: () => 'looked whether a lead is there already',
  settled_duplicates: ({ details }) =>
    details.decision === 'distinct'
      ? 'said of two leads that they are not the same person'
      : 'decided whether two leads are the same person',
  put_lead_to_sleep: ({ details }) =>
    `put a lead to sleep${text(details.until) && ` until ${text(details.until).slice(0, 10)}`}`,
  woke_lead: () => 'woke a lead',
  converted_lead: ({ details }) =>
    `converted a lead${details.made_client === false ? ', for a client who was there' : ''}`,
  undid_conversion: () => 'took a conversion back',
  chose_client_people: () => 'chose who looks after a client',
  corrected_booking_payment: () => 'corrected a booking payment',
  started_bulk_change: ({ details }) =>
    details.undo_of === undefined ? 'began to change many leads' : 'began to undo a change of many leads',
  asked_for_access: () => 'asked for a lead of somebody else',
  granted_access: () => 'granted a lead to somebody who asked for it',
  declined_access: () => 'declined to give a lead to somebody who asked for it',
  recorded_consent: ({ details: { channel, given } }) => {
    const over = CHANNELS[text(channel)]
    const answer = given === null ? 'that it is not known' : given ? 'consent' : 'an objection'
    return `recorded ${answer}${over === undefined ? '' : given === null ? ` whether ${over} may be used` : ` to ${over}`}`
  },
  imported_leads: () => 'began to import a file of leads',
  undid_import: ({ details }) =>
    `undid an import: ${counted(details.created, 'row')} added, ${counted(details.updated, 'row')} changed`,
  downloaded_refused_rows: ({ details }) =>
    `downloaded ${counted(details.rows, 'row')} that an import had not taken`,
  exported_leads: () => 'exported leads',
  finished_export: ({ details }) =>
    `has an export that is finished${typeof details.rows === 'number' ? `: ${counted(details.rows, 'lead')}` : ''}`,
  downloaded_export: ({ details }) =>
    `downloaded an export${typeof details.rows === 'number' ? ` of ${counted(details.rows, 'lead')}` : ''}`,
  added_lead_file: () => 'added a file to a lead',
  downloaded_lead_file: () => 'downloaded a file of a lead',
  downloaded_lead_files: () => 'downloaded all files of a lead',
  removed_lead_file: () => 'deleted a file of a lead',
  restored_lead_file: () => 'brought a file of a lead back',
  exported_person: () => 'had all data of a person written into an archive',
  downloaded_person_export: () => 'downloaded all data of a person',
  erased_person: ({ details }) =>
    `erased a person for good${details.retention_months === undefined ? '' : `, lost and without contact for ${counted(details.retention_months, 'month')}`}`,
  held_person: ({ details }) =>
    `said that a person must be kept${text(details.until) && ` until ${text(details.until)}`}`,
  released_person: () => 'let a person be erased again',
  changed_retention: () => 'changed how long data is kept',
  changed_consent_purposes: () => 'changed what people are asked to agree to',
  changed_lost_reasons: () => 'changed the reasons why leads are lost',
  changed_outcomes: () => 'changed how calls, visits and messages may end',
  changed_reminders: () => 'changed when people are reminded',
  changed_response_rules: () => 'changed how fast new leads are to be answered',
  changed_scoring: () => 'changed how leads are scored',
  changed_default_view: ({ details }, names) =>
    details.role_id === null || details.role_id === undefined
      ? 'changed the view that lists begin with'
      : `changed the view that lists begin with for ${roleOf(details.role_id, names)}`,
  saved_view: () => 'saved a view that others see',
  deleted_view: () => 'deleted a view that others saw',
  created_field: ({ details }) => `made the field ${text(details.label)}`,
  changed_field: ({ details }) => `changed the field ${text(details.label)}`,
  removed_field_option: ({ details }) => `took an option from the field ${text(details.label)}`,
  ordered_fields: () => 'put the fields in another order',
  created_tag: ({ details }) => `made the tag ${text(details.tag)}`,
  changed_tag: ({ details }) =>
    text(details.name)
      ? `renamed the tag ${text(details.tag)} to ${text(details.name)}`
      : `changed the tag ${text(details.tag)}`,
  merged_tag: ({ details }) => `merged the tag ${text(details.tag)} into ${text(details.into)}`,
  deleted_tag: ({ details }) => `deleted the tag ${text(details.tag)}`,
  changed_role_dashboard: (entry, names) =>
    `changed the dashboard of ${roleOf(entry.record_id ?? entry.details.role_id, names)}`,
  exported_report: ({ details }) =>
    `took out ${report(details.report)} as ${FORMATS[text(details.format)] ?? text(details.format).toUpperCase()}`,
  mended_report_figures: ({ details }) =>
    `put right what reports had kept: of ${Number(details.leads)} leads ${Number(details.wrong_leads)} did not agree, and ${Number(details.wrong_cells)} sums`,
  mailed_report: ({ details }) => `was sent ${report(details.report)}, as each week`,
}
