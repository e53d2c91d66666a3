/**
 * Every permission there is: module, action, and what it lets a person do, in words for the permission matrix.
 * A permission that stands here and is given to nobody is refused; one that does not stand here cannot be asked for.
 */
export const CATALOGUE = {
  CRM: {
    view: 'See leads with their contact details and history.',
    create: 'Add new leads.',
    edit: 'Change the details of leads.',
    delete: 'Delete leads; they can be brought back for 30 days.',
    restore: 'See deleted leads and bring them back.',
    assign: 'Decide who looks after a lead.',
    move: 'Move leads from stage to stage.',
    log: 'Log calls, visits, messages and notes, and plan follow-ups.',
    convert: 'Turn a lead into a client.',
    unconvert: 'Take a conversion back in its first days.',
    import: 'Bring in leads from a file.',
    export: 'Take leads out as a file.',
    merge: 'Join two leads that are the same person.',
    bulk: 'Change many leads at once.',
    export_person: 'Take out all that is held on a person.',
    erase: 'Erase people for good, and say who must be kept.',
    configure_pipelines: 'Set up pipelines and their stages.',
    configure_scoring: 'Set up how leads are scored.',
    configure_activities: 'Set up outcomes, working hours, response targets and reminders.',
    configure_assignment: 'Set up how new leads find their salesperson.',
    configure_webhooks: 'Set up which other systems are told what happens with leads.',
    configure_fields: 'Set up custom fields, tags and the views that all share.',
  },
  Marketing: {
    view: 'See campaigns.',
    create: 'Start campaigns.',
    edit: 'Change campaigns and what they cost.',
    delete: 'Delete campaigns.',
    report: 'Read what campaigns brought.',
    integrate: 'Connect forms, advertising accounts and other sources of leads.',
  },
  Design: {
    view: 'See design projects and the clients they are for.',
    edit: 'Change design projects.',
    assign: 'Decide which designer works on a project.',
    upload: 'Upload designs.',
    portal: 'Follow a project in the client portal.',
    feedback: 'Comment on designs in the client portal.',
  },
  Analytics: {
    view: 'See figures and reports.',
    build: 'Build reports and dashboards.',
    export: 'Take reports out as a file.',
  },
  Administration: {
    view_users: 'See who uses the system, with their teams and roles.',
    manage_users: 'Add people, change and deactivate them, put them into teams.',
    manage_teams: 'Set up teams and who heads them.',
    manage_roles: 'Give roles to people and decide what each role may do.',
    manage_api_keys: 'Make keys by which programs use the API, and take them back.',
    view_audit: 'Read who did what, and when.',
    manage_settings: "Change the firm's settings.",
    manage_privacy: 'Set up what people are asked to agree to, and how long what is known of them is kept.',
  },
} as const satisfies Record<string, Record<string, string>>

export type ModuleName = keyof typeof CATALOGUE
export type ActionOf<M extends ModuleName> = M extends ModuleName
  ? keyof (typeof CATALOGUE)[M] & string
  : never
export type ActionName = ActionOf<ModuleName>

/** One thing that can be permitted: `{ module: 'CRM', action: 'view' }`. */
export type Permission = { [M in ModuleName]: { module: M; action: ActionOf<M> } }[ModuleName]

export const MODULES = Object.keys(CATALOGUE) as ModuleName[]

/** Every permission, in the order of the catalogue, with its sentence. */
export const PERMISSIONS: readonly (Permission & { sentence: string })[] = Object.entries(CATALOGUE).flatMap(
  ([module, actions]) =>
    Object.entries(actions).map(
      ([action, sentence]) => ({ module, action, sentence }) as Permission & { sentence: string },
    ),
)

const known = new Set(PERMISSIONS.map(permission => `${permission.module}.${permission.action}`))

/** Whether the catalogue holds this pair; rows of an older or newer version may not. */
export function isPermission(pair: { module: string; action: string }): pair is Permission {
  return known.has(`${pair.module}.${pair.action}`)
}
