import { ConfigError } from './config-error.ts'

/** How a variable's text becomes a value. `takes` completes the sentence "PORT takes …". */
export interface Kind<T> {
  takes: string
  /** @returns undefined when the text is not of this kind */
  parse(text: string): T | undefined
}

export const text: Kind<string> = { takes: 'a text', parse: value => value }

/** @param takes completes "… takes" */
export function matching(pattern: RegExp, takes: string): Kind<string> {
  return { takes, parse: value => (pattern.test(value) ? value : undefined) }
}

export function wholeNumber(min: number, max: number): Kind<number> {
  return {
    takes: `a whole number from ${min} to ${max}`,
    parse(value) {
      const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN
      return number >= min && number <= max ? number : undefined
    },
  }
}

export const onOff: Kind<boolean> = {
  takes: 'on or off',
  parse(value) {
    if (/^(on|true|yes|1)$/i.test(value)) return true
    if (/^(off|false|no|0)$/i.test(value)) return false
    return undefined
  },
}

export function oneOf<T extends string>(...values: readonly T[]): Kind<T> {
  return {
    takes: `one of ${values.join(', ')}`,
    parse: value => values.find(candidate => candidate === value.toLowerCase()),
  }
}

/** Some of the values, with commas between, in a set; `all` stands for every one. */
export function someOf<T extends string>(...values: readonly T[]): Kind<ReadonlySet<T>> {
  return {
    takes: `one or more of ${values.join(', ')}, with commas between`,
    parse(value) {
      if (value.toLowerCase() === 'all') return new Set(values)
      const named = value.toLowerCase().split(/\s*,\s*/)
      const known = values.filter(candidate => named.includes(candidate))
      return named.every(name => known.some(candidate => candidate === name)) ? new Set(known) : undefined
    },
  }
}

/** An address with one of the schemes. It is kept as written. */
export function address(...schemes: readonly string[]): Kind<string> {
  return {
    takes: `an address that begins with ${schemes.map(scheme => `${scheme}:`).join(' or ')}`,
    parse(value) {
      const url = URL.canParse(value) ? new URL(value) : null
      return url && schemes.includes(url.protocol.slice(0, -1)) ? value : undefined
    },
  }
}

/** As `pg` takes it. Not every one is a URL by the letter: a socket has no host before the path. */
export const postgresAddress: Kind<string> = {
  takes: 'an address that begins with postgres: or postgresql:',
  parse: value => (/^postgres(ql)?:\/\/\S+$/.test(value) ? value : undefined),
}

/** Only scheme, host and port: `https://crm.example.com`. */
export const origin: Kind<string> = {
  takes: 'an address such as https://crm.example.com, without a path',
  parse(value) {
    if (!URL.canParse(value)) return undefined
    const url = new URL(value)
    const isBare = url.pathname === '/' && !url.search && !url.hash && !url.username
    return isBare && /^https?:$/.test(url.protocol) ? url.origin : undefined
  },
}

export const timeZone: Kind<string> = {
  takes: 'an IANA time zone such as Asia/Kolkata',
  parse(value) {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone && value
    } catch {
      return undefined
    }
  },
}

/** @throws ConfigError saying what the variable takes; the refused text is not repeated, for it may be a secret. */
export function parse<T>(name: string, kind: Kind<T>, value: string): T {
  const parsed = kind.parse(value)
  if (parsed === undefined) throw new ConfigError(`${name} takes ${kind.takes}.`)
  return parsed
}
