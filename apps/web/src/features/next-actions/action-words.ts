import type { ActionKind } from './api.ts'

/** What the button says. */
export const ACTION_WORDS: Readonly<Record<ActionKind, string>> = {
  call_now: 'Call now',
  plan_call: 'Plan the call',
  reassign: 'Give to a colleague',
  close_lost: 'Close as lost',
  wake: 'Wake up',
  send_quote: 'Send a quote',
  chase_quote: 'Ask about the quote',
  book_visit: 'Book a visit',
  ask_field: 'Fill in',
  re_engage: 'Get in touch again',
}

/** What it takes to do it; to answer at all it takes logging. */
export const ACTION_TAKES: Readonly<Record<ActionKind, 'log' | 'assign' | 'move' | 'edit'>> = {
  call_now: 'log',
  plan_call: 'log',
  reassign: 'assign',
  close_lost: 'move',
  wake: 'move',
  send_quote: 'edit',
  chase_quote: 'log',
  book_visit: 'log',
  ask_field: 'edit',
  re_engage: 'log',
}
