import { isIP } from 'node:net'
import { invalidInput } from '../../platform/errors.ts'
import { mayReach } from '../../platform/outgoing/addresses.ts'

/** Refuses what can be told from the address alone to be no place for messages; what its name leads to is looked at with each message.
 *  @throws AppError "invalid-input" */
export function checkUrl(
  text: string,
  { mayBeHttp, mayBePrivate }: { mayBeHttp: boolean; mayBePrivate: boolean },
): void {
  if (!URL.canParse(text))
    throw invalidInput('url', 'must be an address such as https://hooks.example.com/crm')
  const { protocol, hostname, username, password, hash } = new URL(text)
  if (protocol !== 'https:' && !(protocol === 'http:' && mayBeHttp))
    throw invalidInput('url', 'must begin with https://')
  if (username || password) throw invalidInput('url', 'must not hold a user or password: messages are signed')
  if (hash) throw invalidInput('url', 'must not have a part behind #')
  const host = hostname.replace(/^\[|\]$/g, '')
  const isLocal = host === 'localhost' || host.endsWith('.localhost')
  if ((isLocal && !mayBePrivate) || (isIP(host) !== 0 && !mayReach(host, mayBePrivate)))
    throw invalidInput('url', 'leads into a private network')
}
