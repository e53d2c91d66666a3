import {
  type Icon,
  IconArrowRight,
  IconBrandWhatsapp,
  IconCalendarEvent,
  IconCheckbox,
  IconEdit,
  IconGitMerge,
  IconHome,
  IconInbox,
  IconMail,
  IconMessage,
  IconNote,
  IconPaperclip,
  IconPhone,
  IconUserShare,
  IconUsers,
} from '@tabler/icons-react'
import type { ActivityType, FollowUpKind, TimelineKind } from '../activity.ts'

const ICONS: Partial<Record<ActivityType | FollowUpKind | TimelineKind, Icon>> = {
  call: IconPhone,
  email: IconMail,
  meeting: IconUsers,
  site_visit: IconHome,
  note: IconNote,
  whatsapp: IconBrandWhatsapp,
  sms: IconMessage,
  task: IconCheckbox,
  follow_up: IconCalendarEvent,
  arrival: IconInbox,
  stage: IconArrowRight,
  owner: IconUserShare,
  edit: IconEdit,
  merge: IconGitMerge,
  file: IconPaperclip,
}

export interface ActivityIconProps {
  kind: ActivityType | FollowUpKind | TimelineKind
  /** Pixels, 16 unless given. */
  size?: number
}

/** The sign of a kind; the word always stands beside it. */
export function ActivityIcon({ kind, size = 16 }: ActivityIconProps) {
  const Sign = ICONS[kind] ?? IconArrowRight
  return <Sign size={size} stroke={1.75} aria-hidden />
}
