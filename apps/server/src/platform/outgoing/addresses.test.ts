import { describe, expect, test } from 'vitest'
import { mayReach } from './addresses.ts'

describe('addresses that requests go to', () => {
  test.each([
    '93.184.216.34',
    '8.8.8.8',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700:4700::1111',
    '2a00:1450::1',
  ])('%s is out in the internet', address => {
    expect(mayReach(address, false)).toBe(true)
  })

  test.each([
    '127.0.0.1',
    '127.8.9.10',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '198.18.0.1',
    '192.0.2.1',
    '203.0.113.9',
    '::1',
    'fc00::1',
    'fd12:3456::1',
    '2001:db8::1',
    '2002:7f00:1::1',
    '64:ff9b::7f00:1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:a00:1',
    '::ffff:93.184.216.34',
    '::127.0.0.1',
  ])('%s is of the own network, or not what it seems', address => {
    expect(mayReach(address, false)).toBe(false)
  })

  test.each(['127.0.0.1', '10.1.2.3', '::1', 'fd12:3456::1', '::ffff:10.0.0.1'])(
    '%s may be allowed',
    address => {
      expect(mayReach(address, true)).toBe(true)
    },
  )

  test.each([
    '0.0.0.0',
    '169.254.169.254',
    '::ffff:169.254.169.254',
    '224.0.0.1',
    '255.255.255.255',
    'fe80::1',
    'fe80::1%eth0',
    'ff02::1',
    'fd00:ec2::254',
    '::',
    'localhost',
    '',
  ])('%s is never reached', address => {
    expect(mayReach(address, true)).toBe(false)
    expect(mayReach(address, false)).toBe(false)
  })
})
