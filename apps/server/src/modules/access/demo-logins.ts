import { servesThisMachineOnly } from '../../platform/config/config.ts'
import type { AccessPlatform } from './access.platform.ts'
import { DEMO_LOGINS, DEMO_PASSWORD } from './demo-people.ts'

/** What the sign-in page may offer beside its form. */
export interface SignInOptions {
  /** Whether there are demo accounts to choose from. */
  demo: boolean
  /** Whether anything but the provider signs in. */
  passwords: boolean
  /** The firm's own sign-in provider, and whether somebody new may come in by it. */
  sso: { name: string; sign_up: boolean } | null
  logins: { email: string; name: string; role: string; password: string }[]
}

/** The demo firm's logins, ready to use; none where other machines reach the server, for there they are refused. */
export async function findSignInOptions({
  db,
  config,
}: Pick<AccessPlatform, 'db' | 'config'>): Promise<SignInOptions> {
  const sso = config.oidc ? { name: config.oidc.name, sign_up: config.oidc.signUp } : null
  const passwords = !config.oidc?.isOnlyWay
  if (!passwords || !servesThisMachineOnly(config)) return { demo: false, logins: [], passwords, sso }
  const rows = await db.rows<{ email: string; name: string; role: string }>(
    `SELECT u.email, u.name, (SELECT min(r.name) FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = u.id) AS role
     FROM unnest($1::text[]) WITH ORDINALITY AS l (email, n) JOIN users u ON u.email = l.email
     WHERE u.is_demo AND u.is_active ORDER BY l.n`,
    [DEMO_LOGINS],
    'access_demo_logins',
  )
  const logins = rows.map(row => ({ ...row, role: row.role ?? '', password: DEMO_PASSWORD }))
  return { demo: logins.length > 0, logins, passwords, sso }
}
