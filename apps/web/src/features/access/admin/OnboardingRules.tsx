import { ActionIcon, Button, MultiSelect, Select, TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ProblemError } from '../../../lib/problem.ts'
import { deeds, type Onboarding, onboardingQuery, rolesQuery, teamTreeQuery, useDeed } from './api.ts'
import page from './OnboardingRules.module.css'
import { OnboardingTrial } from './OnboardingTrial.tsx'
import classes from './Rows.module.css'
import { TeamSelect } from './TeamSelect.tsx'

type Rule = Omit<Onboarding['rules'][number], 'id'> & { key: number }

let lastKey = 0
const keyed = (rule: Omit<Rule, 'key'>): Rule => ({ ...rule, key: ++lastKey })

/** Which roles and team new people get: in order, the first rule that fits counts. */
export function OnboardingRules() {
  const { data: saved } = useSuspenseQuery(onboardingQuery)
  // Another version is another form: what somebody else saved is shown, not mixed.
  return (
    <>
      <RulesForm key={saved.version} saved={saved} />
      <OnboardingTrial />
    </>
  )
}

function RulesForm({ saved }: { saved: Onboarding }) {
  const { data: roles } = useSuspenseQuery(rolesQuery)
  const { data: teams } = useSuspenseQuery(teamTreeQuery)
  const [rules, setRules] = useState(() => saved.rules.map(({ id: _, ...rule }) => keyed(rule)))
  const [roleId, setRoleId] = useState(saved.default_role_id)
  const [teamId, setTeamId] = useState(saved.default_team_id)
  const [isChanged, setChanged] = useState(false)
  const write = useDeed(deeds.changeOnboarding, {
    says: () => 'Saved. It holds for who comes next',
    showsError: true,
  })
  const isReadOnly = !saved.may_change
  const roleData = roles.data
    .filter(role => !role.is_locked)
    .map(role => ({ value: String(role.id), label: role.name }))
  const change = (next: Rule[]) => {
    setRules(next)
    setChanged(true)
  }
  const set = (index: number, values: Partial<Rule>) =>
    change(rules.map((rule, i) => (i === index ? { ...rule, ...values } : rule)))
  const move = (index: number, by: number) => {
    const next = [...rules]
    const [rule] = next.splice(index, 1)
    if (rule) next.splice(index + by, 0, rule)
    change(next)
  }
  const problem = write.error instanceof ProblemError ? write.error : undefined

  return (
    <>
      <section className={classes.section} aria-labelledby="rules">
        <div className={classes.head}>
          <h2 id="rules" className={classes.title}>
            Rules
          </h2>
          {!isReadOnly && (
            <Button
              size="sm"
              leftSection={<IconPlus size={16} stroke={1.75} aria-hidden />}
              onClick={() =>
                change([
                  ...rules,
                  keyed({ via: null, mail_domain: '', sso_group: null, role_ids: [], team_id: null }),
                ])
              }
            >
              Add a rule
            </Button>
          )}
        </div>
        <p className={classes.hint} style={{ margin: '-4px 0 12px' }}>
          The first rule that fits counts. An invitation that names roles goes before all of them.
        </p>
        {rules.length === 0 && (
          <p className={`${classes.list} ${classes.empty}`}>No rules: everybody new gets the default.</p>
        )}
        <ol className={page.rules}>
          {rules.map((rule, index) => (
            <li key={rule.key} className={page.rule} aria-label={`Rule ${index + 1}`}>
              <div className={page.when}>
                <Select
                  label="Comes"
                  size="sm"
                  readOnly={isReadOnly}
                  allowDeselect={false}
                  data={[
                    { value: 'any', label: 'Either way' },
                    { value: 'invitation', label: 'By invitation' },
                    { value: 'sso', label: 'By single sign-on' },
                  ]}
                  value={rule.via ?? 'any'}
                  onChange={value =>
                    set(index, {
                      via: value === 'invitation' || value === 'sso' ? value : null,
                      ...(value === 'invitation' && { sso_group: null }),
                    })
                  }
                />
                <TextInput
                  label="Mail domain"
                  size="sm"
                  placeholder="Any"
                  readOnly={isReadOnly}
                  value={rule.mail_domain ?? ''}
                  error={problem?.messageOf(`rules.${index}.mail_domain`)}
                  onChange={event => set(index, { mail_domain: event.currentTarget.value })}
                />
                <TextInput
                  label="Sign-on group"
                  size="sm"
                  placeholder="Any"
                  readOnly={isReadOnly || rule.via === 'invitation'}
                  value={rule.sso_group ?? ''}
                  error={problem?.messageOf(`rules.${index}.sso_group`)}
                  onChange={event => set(index, { sso_group: event.currentTarget.value })}
                />
              </div>
              <div className={page.gets}>
                <MultiSelect
                  label="Gets"
                  size="sm"
                  placeholder={rule.role_ids.length === 0 ? 'No role' : undefined}
                  readOnly={isReadOnly}
                  data={roleData}
                  value={rule.role_ids.map(String)}
                  onChange={values => set(index, { role_ids: values.map(Number) })}
                />
                <TeamSelect
                  label="In"
                  size="sm"
                  placeholder="The default team"
                  clearable={!isReadOnly}
                  readOnly={isReadOnly}
                  teams={teams.data}
                  value={rule.team_id}
                  onChange={team_id => set(index, { team_id })}
                />
                {!isReadOnly && (
                  <span className={page.deeds}>
                    <ActionIcon
                      aria-label={`Move rule ${index + 1} up`}
                      disabled={index === 0}
                      onClick={() => move(index, -1)}
                    >
                      <IconArrowUp size={16} stroke={1.75} aria-hidden />
                    </ActionIcon>
                    <ActionIcon
                      aria-label={`Move rule ${index + 1} down`}
                      disabled={index === rules.length - 1}
                      onClick={() => move(index, 1)}
                    >
                      <IconArrowDown size={16} stroke={1.75} aria-hidden />
                    </ActionIcon>
                    <ActionIcon
                      aria-label={`Delete rule ${index + 1}`}
                      onClick={() => change(rules.filter((_, i) => i !== index))}
                    >
                      <IconTrash size={16} stroke={1.75} aria-hidden />
                    </ActionIcon>
                  </span>
                )}
              </div>
              {problem?.messageOf(`rules.${index}`) && (
                <p role="alert" className={classes.problem}>
                  Say for whom: how they come, a mail domain or a group.
                </p>
              )}
            </li>
          ))}
        </ol>
      </section>
      <section className={classes.section} aria-labelledby="default">
        <h2 id="default" className={classes.title} style={{ marginBottom: 12 }}>
          Everybody else
        </h2>
        <div className={classes.pair}>
          <Select
            label="Gets"
            placeholder="No role"
            clearable={!isReadOnly}
            readOnly={isReadOnly}
            data={roleData}
            value={roleId === null ? null : String(roleId)}
            onChange={value => {
              setRoleId(value === null ? null : Number(value))
              setChanged(true)
            }}
          />
          <TeamSelect
            label="In"
            placeholder="No team"
            clearable={!isReadOnly}
            readOnly={isReadOnly}
            teams={teams.data}
            value={teamId}
            onChange={id => {
              setTeamId(id)
              setChanged(true)
            }}
          />
        </div>
        {write.error && (!problem || problem.errors.length === 0) && (
          <p role="alert" className={classes.problem} style={{ marginTop: 12 }}>
            {write.error.message}
          </p>
        )}
        {isChanged && (
          <div className={page.save}>
            <Button
              variant="filled"
              loading={write.isPending}
              onClick={() =>
                write.mutate({
                  rules: rules.map(({ key: _, mail_domain, sso_group, ...rule }) => ({
                    ...rule,
                    mail_domain: mail_domain?.trim() || null,
                    sso_group: sso_group?.trim() || null,
                  })),
                  default_role_id: roleId,
                  default_team_id: teamId,
                  version: saved.version,
                })
              }
            >
              Save rules
            </Button>
          </div>
        )}
      </section>
    </>
  )
}
