import { isIPv4, isIPv6 } from 'node:net'

/** An address as far as it says something to a person, without naming the machine: `203.0.113.x`, `2001:db8:17::x`. */
export function roughAddress(ip: string): string {
  const address = ip.replace(/^::ffff:(?=\d+\.)/i, '')
  if (address === '::1' || address.startsWith('127.')) return 'this very machine'
  if (isIPv4(address)) return `${address.split('.').slice(0, 3).join('.')}.x`
  if (!isIPv6(address)) return 'an unknown address'
  const [head = ''] = address.split('::')
  return `${head.split(':').slice(0, 3).join(':')}::x`
}
