import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { safeNext } from '../../../lib/safe-next.ts'
import { signInOptionsQuery } from '../api.ts'

/** The way in through the firm's own provider; nothing where none is set. The deed of the page where it is the only way. */
export function SsoButton({ next }: { next: string | undefined }) {
  const { data } = useQuery(signInOptionsQuery)
  if (!data?.sso) return null
  return (
    <Button
      component="a"
      href={`/api/auth/oidc/start?next=${encodeURIComponent(safeNext(next))}`}
      size="lg"
      fullWidth
      {...(!data.passwords && { variant: 'filled' })}
    >
      Sign in with {data.sso.name}
    </Button>
  )
}
