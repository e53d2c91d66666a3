import type { FollowUp, FollowUpKind } from './activity.ts'
import { asked } from './asked.ts'
import type { LoggedLead } from './use-log.ts'

/** What is being logged, and with whom. */
export interface AskedLog {
  lead: LoggedLead
  /** The follow-up that is finished with it. */
  followUp?: FollowUp
  /** Chosen from the start. */
  outcome?: string
}

/** Asks how it went. */
export const logSheet = asked<AskedLog>()

/** Whether an outcome wants a word about when; the rest is logged at once. */
export const asksWhen = (outcome: string): boolean => /call back/i.test(outcome)

/** Asks what is to be changed of a follow-up. */
export const followUpEditor = asked<{ followUp: FollowUp }>()

/** Asks for the next step with a lead. */
export const nextStep = asked<{
  lead: LoggedLead
  given?: { kind?: FollowUpKind; title?: string; due?: Date }
}>()
