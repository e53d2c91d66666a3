import { escapeHtml } from '../reset-mail.ts'

/** The mail that lets somebody in. */
export function invitationMail(
  invitation: { name: string; invitedBy: string },
  url: string,
): { subject: string; text: string; html: string } {
  const hello = invitation.name ? `Hello ${invitation.name},` : 'Hello,'
  const lines = [
    `${invitation.invitedBy} invites you to OptimWalls CRM. Come in here within the next seven days:`,
    'The link works once. If you do not expect it, do nothing.',
  ] as const
  return {
    subject: `${invitation.invitedBy} invites you to OptimWalls CRM`,
    text: `${hello}\n\n${lines[0]}\n\n${url}\n\n${lines[1]}\n`,
    html: `<p>${escapeHtml(hello)}</p><p>${escapeHtml(lines[0])}</p><p><a href="${escapeHtml(url)}">Open OptimWalls CRM</a></p><p>${lines[1]}</p>`,
  }
}
