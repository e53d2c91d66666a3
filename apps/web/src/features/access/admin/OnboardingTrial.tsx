import { Button, Select, TextInput } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { deeds, onboardingQuery, rolesQuery, teamTreeQuery, useDeed } from './api.ts'
import page from './OnboardingRules.module.css'
import classes from './Rows.module.css'

/** Who would get what, by the rules as they are saved. */
export function OnboardingTrial() {
  const { data: onboarding } = useSuspenseQuery(onboardingQuery)
  const { data: roles } = useSuspenseQuery(rolesQuery)
  const { data: teams } = useSuspenseQuery(teamTreeQuery)
  const [email, setEmail] = useState('')
  const [via, setVia] = useState<'invitation' | 'sso'>('invitation')
  const [groups, setGroups] = useState('')
  const trial = useDeed(deeds.tryOnboarding, { showsError: true })

  function submit(event: FormEvent) {
    event.preventDefault()
    const named = groups.split(',').map(group => group.trim())
    trial.mutate({ email: email.trim(), via, groups: via === 'sso' ? named.filter(Boolean) : [] })
  }

  const names = trial.data?.role_ids.map(id => roles.data.find(role => role.id === id)?.name).filter(Boolean)
  const team = teams.data.find(each => each.id === trial.data?.team_id)?.name
  const rule = onboarding.rules.findIndex(each => each.id === trial.data?.rule_id)
  return (
    <section className={classes.section} aria-labelledby="trial">
      <h2 id="trial" className={classes.title}>
        Try it
      </h2>
      <p className={classes.hint} style={{ marginBottom: 12 }}>
        Who would get what, by the rules as they are saved.
      </p>
      <form onSubmit={submit} className={page.when}>
        <TextInput
          label="E-mail"
          size="sm"
          type="email"
          required
          withAsterisk={false}
          value={email}
          onChange={event => setEmail(event.currentTarget.value)}
        />
        <Select
          label="Comes"
          size="sm"
          allowDeselect={false}
          data={[
            { value: 'invitation', label: 'By invitation' },
            { value: 'sso', label: 'By single sign-on' },
          ]}
          value={via}
          onChange={value => setVia(value === 'sso' ? 'sso' : 'invitation')}
        />
        {via === 'sso' ? (
          <TextInput
            label="Groups, by commas"
            size="sm"
            value={groups}
            onChange={event => setGroups(event.currentTarget.value)}
          />
        ) : (
          <span />
        )}
        <Button type="submit" loading={trial.isPending} style={{ justifySelf: 'start' }}>
          Who would that be?
        </Button>
      </form>
      <p role="status" className={page.answer}>
        {trial.data &&
          `${names?.length ? names.join(', ') : 'No role'}, ${team ? `in ${team}` : 'without a team'}: ${
            rule >= 0 ? `by rule ${rule + 1}` : 'no rule fits, so the default'
          }.`}
      </p>
      {trial.error && (
        <p role="alert" className={classes.problem}>
          {trial.error.message}
        </p>
      )}
    </section>
  )
}
