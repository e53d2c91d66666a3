import type { Scope } from '@optimwalls/permissions'

/** A lead as home shows it. */
export interface HomeLead {
  id: number
  name: string
  location: string | null
  configuration: string | null
  status: 'new' | 'contacted' | 'qualified' | 'converted' | 'lost'
  stage: string
  budget: number | null
  score: number | null
  currency: string
  owner: { id: number; name: string } | null
  created_at: string
  updated_at: string
  last_activity_at: string | null
}

/** Statuses of leads that are worked on. */
export const IN_PLAY = ['new', 'contacted', 'qualified'] as const

/** How the page speaks to someone who sees their own leads, those of their team, or all. */
export const WORDS: Record<
  Scope,
  { lead: string; waiting: string; created: string; changed: string; priorities: string }
> = {
  own: {
    lead: 'Your leads and what is new with them.',
    waiting: 'Call these first',
    created: 'New for you',
    changed: 'Changed lately',
    priorities: 'Your leads by priority',
  },
  team: {
    lead: 'The leads of your team and what is new with them.',
    waiting: 'Your team should call these first',
    created: 'New in your team',
    changed: 'Changed lately in your team',
    priorities: 'The leads of your team by priority',
  },
  all: {
    lead: 'The leads of the firm and what is new with them.',
    waiting: 'Not called yet',
    created: 'New in the firm',
    changed: 'Changed lately',
    priorities: 'Leads by priority',
  },
}

/** The day in the viewer's time zone as the API takes it: `2026-11-23`. */
export function dayOf(at: Date): string {
  const month = String(at.getMonth() + 1).padStart(2, '0')
  return `${at.getFullYear()}-${month}-${String(at.getDate()).padStart(2, '0')}`
}

const DEEDS: Record<string, string> = {
  'lead.created': 'Just added',
  'lead.assigned': 'Just assigned',
  'lead.stage_changed': 'Just moved',
  'lead.restored': 'Just brought back',
  'lead.lost': 'Just lost',
}

/** What happened, in two words, while the page was open. */
export function deedOf(event: string): string {
  return DEEDS[event] ?? 'Just changed'
}
