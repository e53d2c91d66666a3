import { type LookupAddress, lookup, promises } from 'node:dns'

export interface ResolverOptions {
  /** `address:port` of the name servers; those of the system unless given. */
  servers?: readonly string[]
  /** For all of a name. Milliseconds, default 4,000. */
  timeoutMs?: number
  /** What the system knows of a name: its hosts file, its search domains, a directory. */
  askSystem?: (name: string) => Promise<readonly LookupAddress[]>
}

/** The system looks names up in the four threads that files and encryption share: it never gets more than half of them. */
const MOST_OF_SYSTEM = 2
/** What name servers say where there is no such name, and what is said where there is no name server. */
const UNKNOWN: ReadonlySet<unknown> = new Set(['ENOTFOUND', 'ENODATA', 'ECONNREFUSED'])

/** Finds what names lead to; one that is slow holds up no other. Names with a dot are asked of the name servers, over sockets of their own;
 *  those that these do not know, and names of one word, of the system, a few at a time. A name that is being asked for is not asked for again.
 *  The result throws when a name is not known, or not within its time. */
export function nameResolver({
  servers,
  timeoutMs = 4000,
  askSystem = lookUp,
}: ResolverOptions = {}): (name: string) => Promise<readonly LookupAddress[]> {
  const underWay = new Map<string, Promise<readonly LookupAddress[]>>()
  const systems = slots(MOST_OF_SYSTEM)

  async function resolve(name: string): Promise<readonly LookupAddress[]> {
    const known = isForNameServers(name) ? await askNameServers(name, servers, timeoutMs) : []
    return known.length > 0 ? known : systems(() => askSystem(name), timeoutMs)
  }

  return name => {
    const asked =
      underWay.get(name) ??
      resolve(name).finally(() => {
        underWay.delete(name)
      })
    underWay.set(name, asked)
    return asked
  }
}

const isForNameServers = (name: string): boolean => name.includes('.') && !name.endsWith('.localhost')

/** Nothing where the servers know no such name. @throws Error when they do not say */
async function askNameServers(
  name: string,
  servers: readonly string[] | undefined,
  timeoutMs: number,
): Promise<LookupAddress[]> {
  const resolver = new promises.Resolver({ timeout: timeoutMs / 4, tries: 2 })
  if (servers) resolver.setServers(servers)
  const late = setTimeout(() => resolver.cancel(), timeoutMs)
  const [four, six] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
  clearTimeout(late)
  const found = [addressesOf(four, 4), addressesOf(six, 6)].flat()
  if (found.length > 0) return found
  for (const said of [four, six])
    if (said.status === 'rejected' && !UNKNOWN.has(said.reason.code)) throw said.reason
  return []
}

const addressesOf = (said: PromiseSettledResult<string[]>, family: 4 | 6): LookupAddress[] =>
  said.status === 'fulfilled' ? said.value.map(address => ({ address, family })) : []

const lookUp = (name: string): Promise<LookupAddress[]> =>
  new Promise((resolve, reject) => {
    lookup(name, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)))
  })

/** Runs so many at a time. Who waits too long, for a place or in it, gives up; the place is free when what is done in it has ended. */
function slots(most: number): <T>(work: () => Promise<T>, timeoutMs: number) => Promise<T> {
  const waiting: (() => void)[] = []
  let taken = 0

  return (work, timeoutMs) =>
    new Promise((resolve, reject) => {
      const start = () => {
        taken += 1
        work()
          .then(resolve, reject)
          .finally(() => {
            clearTimeout(late)
            taken -= 1
            waiting.shift()?.()
          })
      }
      const late = setTimeout(() => {
        const place = waiting.indexOf(start)
        if (place >= 0) waiting.splice(place, 1)
        reject(new Error('not within its time'))
      }, timeoutMs)
      if (taken < most) start()
      else waiting.push(start)
    })
}
