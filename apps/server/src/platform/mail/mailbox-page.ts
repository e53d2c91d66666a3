import type { KeptMessage } from './demo-mailbox.ts'
import { escapeHtml } from './letter.ts'

export const MAILBOX_PATH = '/dev/mailbox'

/** The page of the demo mailbox: no script, styles from their own address. */
export function mailboxPage(messages: KeptMessage[], timeZone: string): string {
  const time = new Intl.DateTimeFormat('en-IN', { dateStyle: 'medium', timeStyle: 'short', timeZone })
  return `<!doctype html>
<html lang="en-IN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>Demo mailbox · OptimWalls</title><link rel="stylesheet" href="${MAILBOX_PATH}.css"></head>
<body><main>
<header><div><h1>Demo mailbox</h1><p>No mail server is set (SMTP_URL), so mail is kept here instead of being sent.</p></div><a class="button" href="${MAILBOX_PATH}">Look again</a></header>
${messages.length === 0 ? EMPTY : messages.map(message => article(message, time)).join('\n')}
</main></body></html>
`
}

const EMPTY =
  '<section class="empty"><h2>No mail yet</h2><p>Ask for a new password on the sign-in page, and its mail comes here.</p></section>'

function article(
  { id, to, subject, text, at, attachments = [] }: KeptMessage,
  time: Intl.DateTimeFormat,
): string {
  return `<article aria-labelledby="m${id}"><div class="head"><h2 id="m${id}">${escapeHtml(subject)}</h2><time datetime="${at.toISOString()}">${escapeHtml(time.format(at))}</time></div>
<p class="to">To ${escapeHtml(to)}</p>
<div class="text">${withLinks(text)}</div>
${attachments.map(({ name }, n) => `<p class="more"><a href="${MAILBOX_PATH}/${id}/${n}">${escapeHtml(name)}</a></p>`).join('')}<p class="more"><a href="${MAILBOX_PATH}/${id}">Show as a mail program does<span class="unseen">: ${escapeHtml(subject)}</span></a></p></article>`
}

/** Text with its web addresses made into links. */
function withLinks(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, n) =>
      n % 2 === 1 ? `<a href="${escapeHtml(part)}">${escapeHtml(part)}</a>` : escapeHtml(part),
    )
    .join('')
}

export const MAILBOX_CSS = `:root {
  --canvas: #f7f6f3; --surface: #ffffff; --line: #e4e2dd; --line-2: #d2cfca; --text: #1f1b17; --text-2: #514c46; --text-3: #68625c;
  --fill: #f3f1ed; --accent: #005c59; --accent-text: #005956;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --canvas: #0f0d0c; --surface: #161412; --line: #2a2825; --line-2: #3d3a36; --text: #eeedea; --text-2: #b5b2ad; --text-3: #98958e;
    --fill: #201e1c; --accent: #61c5bb; --accent-text: #74d1c7;
  }
}
* { box-sizing: border-box; margin: 0; }
body { background: var(--canvas); color: var(--text); font: 14px/20px "Geist Variable", system-ui, sans-serif; font-variant-numeric: tabular-nums; padding: 16px; }
main { max-width: 720px; margin: 0 auto; }
header { display: flex; flex-wrap: wrap; gap: 12px; align-items: flex-start; justify-content: space-between; padding: 8px 0 20px; }
h1 { font-size: 20px; line-height: 28px; font-weight: 600; letter-spacing: -.015em; }
h2 { font-size: 14px; line-height: 20px; font-weight: 600; }
header p, .text { color: var(--text-2); }
article, .empty { background: var(--surface); border: 1px solid var(--line); border-radius: 12px; padding: 16px; margin-bottom: 12px; }
.head { display: flex; gap: 12px; justify-content: space-between; align-items: baseline; }
time, .to, .more, .empty p { color: var(--text-3); font-size: 12px; line-height: 16px; }
.empty { text-align: center; padding: 32px 16px; }
time { white-space: nowrap; }
.to { margin-top: 4px; overflow-wrap: anywhere; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; margin: 12px 0; }
a { color: var(--accent-text); }
.more a { display: inline-block; padding: 4px 0; }
.button { color: var(--text); text-decoration: none; font-size: 13px; font-weight: 500; border: 1px solid var(--line-2); border-radius: 6px; background: var(--surface); padding: 5px 12px; }
.button:hover { background: var(--fill); }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.unseen { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; white-space: nowrap; }
`
