import { escapeHtml } from '../reset-mail.ts'

/** What somebody is told of a sign-in from a browser they never used before. */
export interface NewDevice {
  name: string
  /** In words: `Chrome on Windows`. */
  device: string
  /** Roughly. */
  address: string
  at: Date
  /** IANA name. */
  timeZone: string
  /** Where they sign out everywhere. */
  url: string
}

export function newDeviceMail(facts: NewDevice): { subject: string; text: string; html: string } {
  const when = new Intl.DateTimeFormat('en-IN', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: facts.timeZone,
  }).format(facts.at)
  const lines = [
    `Hello ${facts.name},`,
    `you were signed in to OptimWalls CRM on a device that was not used before: ${facts.device}, ${when}, from ${facts.address}.`,
    'If it was you, all is well.',
    'If not, sign out everywhere here, then change your password:',
  ] as const
  return {
    subject: `New sign-in: ${facts.device}`,
    text: `${lines.join('\n\n')}\n\n${facts.url}\n`,
    html: `${lines.map(line => `<p>${escapeHtml(line)}</p>`).join('')}<p><a href="${escapeHtml(facts.url)}">Sign out everywhere</a></p>`,
  }
}
