/** The mail that lets someone choose a new password. */
export function resetMail(name: string, url: string): { subject: string; text: string; html: string } {
  const lines = [
    `Hello ${name},`,
    'someone, most likely you, asked for a new password for OptimWalls CRM. Choose it here within the next hour:',
    'If it was not you, do nothing: your password stays as it is.',
  ] as const
  return {
    subject: 'Choose a new password',
    text: `${lines[0]}\n\n${lines[1]}\n\n${url}\n\n${lines[2]}\n`,
    html: `<p>${escapeHtml(lines[0])}</p><p>${lines[1]}</p><p><a href="${escapeHtml(url)}">Choose a new password</a></p><p>${lines[2]}</p>`,
  }
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
