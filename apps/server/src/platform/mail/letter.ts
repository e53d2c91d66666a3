/** A mail as its reader gets it: both forms say the same. */
export interface Letter {
  subject: string
  text: string
  html: string
}

export interface LetterTable {
  head: readonly string[]
  /** The first cell names the row. */
  rows: readonly (readonly string[])[]
  /** What is left out, in words. */
  more?: string
}

export interface LetterParts {
  subject: string
  greeting: string
  /** What it is about, before the button. */
  body: string[]
  /** Figures, under the body. */
  table?: LetterTable
  /** The one thing to do. */
  action: { label: string; url: string }
  /** What else to know, after the button. */
  closing: string[]
}

/**
 * One layout for every mail: one column, real text, one button whose address stands below it as well, no pictures, and colours
 * that hold in light and dark mail programs.
 */
export function letter({ subject, greeting, body, table, action, closing }: LetterParts): Letter {
  return {
    subject,
    text: `${[greeting, ...body, ...(table ? [textTable(table)] : []), `${action.label}:\n${action.url}`, ...closing].join('\n\n')}\n`,
    html: `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:24px;font:16px/24px system-ui,sans-serif"><main style="max-width:560px;margin:0 auto">
${[...[greeting, ...body].map(paragraph), ...(table ? [htmlTable(table)] : [])].join('\n')}
<p style="margin:24px 0"><a href="${escapeHtml(action.url)}" style="display:inline-block;padding:10px 16px;border-radius:6px;background:#005c59;color:#ffffff;font-weight:500;text-decoration:none">${escapeHtml(action.label)}</a></p>
<p style="margin:0 0 16px;font-size:13px;line-height:20px;overflow-wrap:anywhere">${escapeHtml(action.url)}</p>
${closing.map(paragraph).join('\n')}
</main></body></html>
`,
  }
}

export function passwordResetLetter(to: { name: string; url: string; minutes: number }): Letter {
  return letter({
    subject: 'Choose a new password',
    greeting: `Hello ${to.name},`,
    body: ['someone, most likely you, asked for a new password for OptimWalls CRM.'],
    action: { label: 'Choose a new password', url: to.url },
    closing: [
      `The link opens once, in the next ${to.minutes} minutes.`,
      'If it was not you, do nothing: your password stays as it is.',
    ],
  })
}

export function invitationLetter(to: { name: string; invitedBy: string; url: string; days: number }): Letter {
  return letter({
    subject: `${to.invitedBy} invites you to OptimWalls CRM`,
    greeting: `Hello ${to.name},`,
    body: [`${to.invitedBy} made an account for you in OptimWalls CRM.`],
    action: { label: 'Choose a password and start', url: to.url },
    closing: [
      `The link opens once, in the next ${to.days} days. After that, ask ${to.invitedBy} for a new one.`,
    ],
  })
}

function paragraph(text: string): string {
  return `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`
}

/** Columns stand under each other in a font whose letters are alike in width, and are read in order in any other. */
function textTable({ head, rows, more }: LetterTable): string {
  const lines = [head, ...rows]
  const widths = head.map((_, place) => Math.max(...lines.map(line => line[place]?.length ?? 0)))
  const told = lines.map(line =>
    line
      .map((cell, place) => (place === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[place] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
  return [...told, ...(more ? [more] : [])].join('\n')
}

function htmlTable({ head, rows, more }: LetterTable): string {
  const style = (place: number, rest: string) =>
    `style="padding:6px 8px;border-bottom:1px solid #88888855;text-align:${place === 0 ? 'left' : 'right'};${rest}"`
  const titles = head.map(
    (cell, place) =>
      `<th scope="col" ${style(place, 'font-size:13px;font-weight:500')}>${escapeHtml(cell)}</th>`,
  )
  const lines = rows.map(row => {
    const cells = row.map((cell, place) =>
      place === 0
        ? `<th scope="row" ${style(place, 'font-weight:400')}>${escapeHtml(cell)}</th>`
        : `<td ${style(place, 'white-space:nowrap')}>${escapeHtml(cell)}</td>`,
    )
    return `<tr>${cells.join('')}</tr>`
  })
  return `<div style="margin:0 0 16px;overflow-x:auto"><table style="width:100%;border-collapse:collapse;font-size:14px;line-height:20px"><thead><tr>${titles.join('')}</tr></thead><tbody>${lines.join('')}</tbody></table></div>${more ? paragraph(more) : ''}`
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
