import { createFileRoute, Link } from '@tanstack/react-router'
import { secondFactorQuery } from '../features/access/second-factor/api.ts'
import { PasswordSettings } from '../features/access/second-factor/PasswordSettings.tsx'
import classes from '../features/access/second-factor/SecondFactor.module.css'
import { SecondFactorSettings } from '../features/access/second-factor/SecondFactorSettings.tsx'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/settings/security')({
  loader: ({ context }) => context.queryClient.ensureQueryData(secondFactorQuery),
  component: Security,
})

function Security() {
  return (
    <>
      <PageHeader title="Sign-in and security" crumbs={[{ label: 'Settings', to: '/settings' }]} />
      <PageBody width="text">
        <PasswordSettings />
        <SecondFactorSettings />
        <section className={classes.section} aria-labelledby="devices">
          <h2 id="devices" className={classes.title}>
            Devices
          </h2>
          <p className={classes.say}>
            <Link to="/settings/sessions" style={{ color: 'var(--accent-text)' }}>
              See where you are signed in
            </Link>{' '}
            and sign out elsewhere.
          </p>
        </section>
      </PageBody>
    </>
  )
}
