import { Button } from '@mantine/core'
import { IconEye } from '@tabler/icons-react'
import { deeds, useDeed } from './api.ts'

export interface ViewAsButtonProps {
  as: { user_id: number } | { role_id: number }
  label: string
}

/** Begins to look on as a person or a role. */
export function ViewAsButton({ as, label }: ViewAsButtonProps) {
  // Nothing of what the page knows is theirs.
  const view = useDeed(deeds.viewAs, { onDone: () => globalThis.location.assign('/') })
  return (
    <Button
      leftSection={<IconEye size={16} stroke={1.75} aria-hidden />}
      loading={view.isPending}
      onClick={() => view.mutate(as)}
    >
      {label}
    </Button>
  )
}
