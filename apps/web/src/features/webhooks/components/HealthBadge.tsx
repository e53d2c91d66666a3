import { Badge, type BadgeProps } from '../../../ui/Badge.tsx'
import type { Webhook } from '../api.ts'
import { type Health, healthOf } from '../words.ts'

const SHOWN: Readonly<Record<Health, { words: string; tone: NonNullable<BadgeProps['tone']> }>> = {
  good: { words: 'Arrives', tone: 'green' },
  failing: { words: 'Fails', tone: 'red' },
  paused: { words: 'Paused', tone: 'amber' },
  new: { words: 'Nothing sent yet', tone: 'neutral' },
}

/** How an endpoint fares, in a word. */
export function HealthBadge({ webhook }: { webhook: Webhook }) {
  const { words, tone } = SHOWN[healthOf(webhook)]
  return <Badge tone={tone}>{words}</Badge>
}
