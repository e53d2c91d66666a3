import { BlockList, isIP } from 'node:net'

type Net = readonly [address: string, prefix: number]

/** Addresses that lead to nobody, to many, or to the machine's own keeper (where clouds hand out credentials). */
const NEVER_4: readonly Net[] = [
  ['0.0.0.0', 8],
  ['100.100.100.200', 32],
  ['169.254.0.0', 16],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]
const NEVER_6: readonly Net[] = [
  ['::', 128],
  // What wraps an IPv4 address is no way around its rule.
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
  ['fd00:ec2::254', 128],
]
const PRIVATE_4: readonly Net[] = [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
]
/** Of what is routed (2000::/3) the parts that are for documents, or that wrap an IPv4 address which then is not looked at. */
const PRIVATE_6: readonly Net[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]

const never = listOf(NEVER_4, NEVER_6)
const within = listOf(PRIVATE_4, PRIVATE_6)
const routed = listOf([], [['2000::', 3]])
const mapped = listOf([], [['::ffff:0:0', 96]])

/** Whether a request may go to the address: out into the internet, and with `mayBePrivate` into the firm's own network too, never
 *  to where no server of anybody is. */
export function mayReach(address: string, mayBePrivate: boolean): boolean {
  const family = isIP(address)
  if (family === 0 || address.includes('%')) return false
  const type = family === 6 ? 'ipv6' : 'ipv4'
  if (never.check(address, type)) return false
  if (mayBePrivate) return true
  if (within.check(address, type)) return false
  // An IPv4 address in the dress of IPv6 is no way around its own rule.
  return family === 4 || (routed.check(address, type) && !mapped.check(address, type))
}

function listOf(four: readonly Net[], six: readonly Net[]): BlockList {
  const list = new BlockList()
  for (const [address, prefix] of four) list.addSubnet(address, prefix, 'ipv4')
  for (const [address, prefix] of six) list.addSubnet(address, prefix, 'ipv6')
  return list
}
