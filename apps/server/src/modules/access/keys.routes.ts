import { Type } from 'typebox'
import type { Rotation } from '../../platform/crypto/rotation.ts'
import type { Http } from '../../platform/http/server.ts'
import { audit } from './audit.ts'

const RotatedKeys = Type.Object({
  active_key_id: Type.String({ description: 'The key that everything new is encrypted with' }),
  made_new_key: Type.Boolean({
    description: 'False where keys are set by ENCRYPTION_KEYS: put a new one in front of it first',
  }),
})

/** For whoever runs the installation: a new key for contact details, and everything stored brought under it. */
export function keyRoutes(app: Http, rotation: Pick<Rotation, 'rotateKeys'>): void {
  app.post(
    '/api/keys/rotate',
    {
      config: { access: { module: 'Administration', action: 'manage_settings' } },
      schema: {
        tags: ['Administration'],
        summary:
          'Change the encryption key; a job re-encrypts what is stored while everybody goes on working',
        response: { 202: RotatedKeys },
      },
    },
    async (request, reply) => {
      const { activeKeyId, isNew } = await rotation.rotateKeys((tx, keyId) =>
        audit(tx, {
          userId: request.principal.userId,
          action: 'rotated_keys',
          module: 'Administration',
          ip: request.ip,
          requestId: request.id,
          details: { active_key_id: keyId },
        }),
      )
      return reply.code(202).send({ active_key_id: activeKeyId, made_new_key: isNew })
    },
  )
}
