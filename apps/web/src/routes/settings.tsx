import { createFileRoute, Outlet } from '@tanstack/react-router'
import { SettingsShell } from '../features/shell/components/SettingsShell.tsx'
import { meQuery } from '../lib/me.ts'

export const Route = createFileRoute('/settings')({
  // Nothing is asked for that would only be refused, and written down as an attempt: loaders below look at this first.
  beforeLoad: async ({ context, location }) => {
    // Loaded with the first page of the settings: its icons are no part of what a first visit costs.
    const { mayOpenSettings } = await import('../features/shell/settings-places.ts')
    const me = context.queryClient.getQueryData(meQuery.queryKey)
    return { mayOpen: me !== undefined && mayOpenSettings(me, location.pathname) }
  },
  component: Settings,
})

function Settings() {
  return (
    <SettingsShell>
      <Outlet />
    </SettingsShell>
  )
}
