import { AppError } from '../../platform/errors.ts'
import type { AccessPlatform } from './access.platform.ts'

/** @throws AppError "rule-violated" where the firm's provider is the only way in: there are no passwords then, nor what stands for them */
export function mustNotBeOnlyWay({ oidc }: AccessPlatform['config']): void {
  if (oidc?.isOnlyWay)
    throw new AppError('rule-violated', { detail: `Here people sign in with ${oidc.name} alone.` })
}
