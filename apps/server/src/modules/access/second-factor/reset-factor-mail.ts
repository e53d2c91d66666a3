import { escapeHtml } from '../reset-mail.ts'

/** Tells somebody that an administrator has taken their second factor away. */
export function resetFactorMail(
  name: string,
  by: string,
  url: string,
): { subject: string; text: string; html: string } {
  const lines = [
    `Hello ${name},`,
    `${by} has reset your second step of signing in to OptimWalls CRM: you are signed out everywhere, and your password alone signs you in until you set it up again.`,
    'If you did not ask for this, tell your administrator and change your password:',
  ] as const
  return {
    subject: 'Your second step of signing in was reset',
    text: `${lines.join('\n\n')}\n\n${url}\n`,
    html: `${lines.map(line => `<p>${escapeHtml(line)}</p>`).join('')}<p><a href="${escapeHtml(url)}">Sign in</a></p>`,
  }
}
