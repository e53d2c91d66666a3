import { type ActionOf, can, type Holder, type ModuleName } from '@optimwalls/permissions'
import {
  type Icon,
  IconArrowsSplit,
  IconBeach,
  IconBell,
  IconClockHour4,
  IconDevices,
  IconForms,
  IconGauge,
  IconHistory,
  IconId,
  IconKey,
  IconLayoutGrid,
  IconLayoutKanban,
  IconLayoutSidebar,
  IconListCheck,
  IconMoodSad,
  IconPhoneCheck,
  IconRocket,
  IconShieldLock,
  IconSitemap,
  IconSpy,
  IconTags,
  IconUserHeart,
  IconUserPlus,
  IconUsers,
  IconWebhook,
} from '@tabler/icons-react'
import type { LinkProps } from '@tanstack/react-router'

/** What the pages of the settings are about, in the order they are listed. */
export const SETTINGS_GROUPS = ['You', 'Team', 'Data', 'Security'] as const
export type SettingsGroup = (typeof SETTINGS_GROUPS)[number]

type Wanted = { [M in ModuleName]: readonly [M, ActionOf<M>] }[ModuleName]

/** A page of the settings. */
export interface SettingsPlace {
  group: SettingsGroup
  label: string
  to: NonNullable<LinkProps['to']>
  icon: Icon
  /** What can be done there, one sentence for the overview. */
  says: string
  /** More words the palette finds it by. */
  keywords?: string
  /** Any of these permissions opens it; without, it is open to everyone signed in. */
  needs?: readonly Wanted[]
}

/** Every page of the settings. A feature that brings one adds a line here and a route at its address. */
const PLACES: readonly SettingsPlace[] = [
  {
    group: 'You',
    label: 'Notifications',
    to: '/settings/notifications',
    icon: IconBell,
    says: 'Choose what you are told and how, your time zone and quiet hours; follow-ups in another calendar.',
    keywords: 'reminders mail push calendar ics digest',
  },
  {
    group: 'You',
    label: 'Navigation',
    to: '/settings/navigation',
    icon: IconLayoutSidebar,
    says: 'Which pages stand at the side, and in which order.',
    keywords: 'menu sidebar hide order arrange',
  },
  {
    group: 'You',
    label: 'Availability',
    to: '/settings/availability',
    icon: IconBeach,
    says: 'How much you take, what suits you, your hours and your leave.',
    keywords: 'out today leave holiday capacity expertise languages cities hours',
    needs: [
      ['CRM', 'view'],
      ['Design', 'edit'],
    ],
  },
  {
    group: 'Data',
    label: 'Assignment',
    to: '/settings/assignment',
    icon: IconArrowsSplit,
    says: 'Who gets a new lead: rules in order, tried on past leads before they hold.',
    keywords: 'rules routing round robin workload distribute owner',
    needs: [['CRM', 'configure_assignment']],
  },
  {
    group: 'Data',
    label: 'Scoring',
    to: '/settings/scoring',
    icon: IconGauge,
    says: 'What makes a lead worth calling first: weights, tried before they hold, and what closed leads teach.',
    keywords: 'score weights model hot high medium low priority forecast',
    needs: [['CRM', 'configure_scoring']],
  },
  {
    group: 'Data',
    label: 'Outcomes',
    to: '/settings/outcomes',
    icon: IconPhoneCheck,
    says: 'Set up how calls, visits and messages may end.',
    keywords: 'activities templates quick log',
    needs: [['CRM', 'configure_activities']],
  },
  {
    group: 'Data',
    label: 'People for clients',
    to: '/settings/client-people',
    icon: IconUserHeart,
    says: 'Who is proposed as account owner and as designer: rules in order, tried on past clients before they hold.',
    keywords: 'rules account owner designer conversion workload skill city fallback',
    needs: [['CRM', 'configure_assignment']],
  },
  {
    group: 'Data',
    label: 'Kick-off',
    to: '/settings/kick-off',
    icon: IconRocket,
    says: 'What is planned after a conversion, by project type, and for whom.',
    keywords: 'client conversion template follow-ups account owner designer move-in',
    needs: [['CRM', 'configure_activities']],
  },
  {
    group: 'Data',
    label: 'Response times',
    to: '/settings/response',
    icon: IconClockHour4,
    says: 'Working hours, holidays, how soon a new lead is to be contacted, and when the manager hears of late work.',
    keywords: 'first response sla targets holidays working hours reminders overdue escalation',
    needs: [['CRM', 'configure_activities']],
  },
  {
    group: 'You',
    label: 'Sign-in and security',
    to: '/settings/security',
    icon: IconShieldLock,
    says: 'A second step beside your password, and recovery codes.',
    keywords: 'two factor 2fa totp authenticator mfa password profile',
  },
  {
    group: 'You',
    label: 'Signed-in devices',
    to: '/settings/sessions',
    icon: IconDevices,
    says: 'See where you are signed in and sign out elsewhere.',
    keywords: 'sessions security log out',
  },
  {
    group: 'Data',
    label: 'Pipelines',
    to: '/settings/pipelines',
    icon: IconLayoutKanban,
    says: 'Stages, what each asks for, and when a lead goes stale.',
    keywords: 'stages board kanban rules stale',
    needs: [['CRM', 'configure_pipelines']],
  },
  {
    group: 'Data',
    label: 'Lost reasons',
    to: '/settings/lost-reasons',
    icon: IconMoodSad,
    says: 'Why leads are lost: the reasons to choose from, in order.',
    keywords: 'loss competitor reopen retire',
    needs: [['CRM', 'configure_pipelines']],
  },
  {
    group: 'Team',
    label: 'People',
    to: '/settings/users',
    icon: IconUsers,
    says: 'Invite people, give them roles and a team, sign them out, let them go.',
    keywords: 'users invite deactivate hand over',
    needs: [['Administration', 'view_users']],
  },
  {
    group: 'Team',
    label: 'Teams',
    to: '/settings/teams',
    icon: IconSitemap,
    says: 'Who works where, and who sees whose leads.',
    keywords: 'tree heads',
    needs: [['Administration', 'view_users']],
  },
  {
    group: 'Team',
    label: 'Roles',
    to: '/settings/roles',
    icon: IconId,
    says: 'Make, copy and describe roles, and see who holds them.',
    needs: [['Administration', 'view_users']],
  },
  {
    group: 'Team',
    label: 'Permissions',
    to: '/settings/permissions',
    icon: IconLayoutGrid,
    says: 'What each role may do, and whose records it reaches.',
    keywords: 'matrix rights scope access',
    needs: [['Administration', 'view_users']],
  },
  {
    group: 'Team',
    label: 'New people',
    to: '/settings/onboarding',
    icon: IconUserPlus,
    says: 'Which roles and team somebody new gets.',
    keywords: 'onboarding rules sso domain',
    needs: [['Administration', 'view_users']],
  },
  {
    group: 'Security',
    label: 'API keys',
    to: '/settings/api-keys',
    icon: IconKey,
    says: 'Let programs use the CRM, each with the rights of one role.',
    keywords: 'token integration',
    needs: [['Administration', 'manage_api_keys']],
  },
  {
    group: 'Data',
    label: 'Webhooks',
    to: '/settings/webhooks',
    icon: IconWebhook,
    says: 'Other systems that are told at once what happens with leads, and whether it arrives.',
    keywords: 'integration http callback events signed outgoing zapier',
    needs: [['CRM', 'configure_webhooks']],
  },
  {
    group: 'Security',
    label: 'Privacy',
    to: '/settings/privacy',
    icon: IconSpy,
    says: 'What people are asked to agree to, how long they are kept, what was taken out and who was erased.',
    keywords: 'consent gdpr dpdp purposes wording retention erase forget export erasure',
    needs: [['Administration', 'manage_privacy']],
  },
  {
    group: 'Security',
    label: 'Audit log',
    to: '/settings/audit-log',
    icon: IconHistory,
    says: 'Who did what, when and from where, and what was refused.',
    keywords: 'history refused log',
    needs: [['Administration', 'view_audit']],
  },
  {
    group: 'Data',
    label: 'Fields',
    to: '/settings/fields',
    icon: IconForms,
    says: 'What your firm asks every lead beside the usual.',
    keywords: 'custom own options columns',
    needs: [['CRM', 'configure_fields']],
  },
  {
    group: 'Data',
    label: 'Tags',
    to: '/settings/tags',
    icon: IconTags,
    says: 'Names and colours of tags; rename, merge and delete them on all leads.',
    keywords: 'labels colours',
    needs: [['CRM', 'configure_fields']],
  },
  {
    group: 'Data',
    label: 'Bulk changes',
    to: '/settings/bulk',
    icon: IconListCheck,
    says: 'Your last changes of many leads, what failed, and undo.',
    keywords: 'mass undo many',
    needs: [['CRM', 'bulk']],
  },
]

/** The pages this person may open, in order. */
export function settingsPlacesOf(person: Holder): SettingsPlace[] {
  return PLACES.filter(place => isOpenTo(person, place))
}

/** Whether the person may open a page of the settings; what stands below a listed page opens as that page does, and what is
 *  not listed decides for itself. */
export function mayOpenSettings(person: Holder, pathname: string): boolean {
  const place = PLACES.find(({ to }) => pathname === to || pathname.startsWith(`${to}/`))
  return !place || isOpenTo(person, place)
}

function isOpenTo(person: Holder, { needs }: SettingsPlace): boolean {
  return !needs || needs.some(([module, action]) => can(person, module, action))
}
