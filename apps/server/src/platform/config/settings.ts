import { encryptionKeysKind } from './keys.ts'
import {
  address,
  type Kind,
  matching,
  oneOf,
  onOff,
  origin,
  postgresAddress,
  someOf,
  text,
  timeZone,
  wholeNumber,
} from './kinds.ts'

/** One environment variable. docs/configuration.md says the same, and a test compares them. */
export interface Setting<T> {
  kind: Kind<T>
  /** As it would be written in the environment; undefined when unset means unset. */
  default?: string
  /** What stands in the documentation when the default is not a fixed text. */
  defaultNote?: string
  /** What it is for. One sentence. */
  says: string
}

const MODULES = [
  'access',
  'leads',
  'pipelines',
  'activities',
  'scoring',
  'assignment',
  'conversion',
  'next-actions',
  'webhooks',
  'marketing',
  'design',
  'analytics',
  'automation',
] as const

/** Everything that can be set, in the order of the documentation. */
export const settings = {
  HOST: {
    kind: matching(/^[\w.:-]+$/, 'a host name or IP address to listen on'),
    default: '127.0.0.1',
    says: 'Address the server listens on; 0.0.0.0 makes it reachable from other machines, and then demo accounts are refused.',
  },
  PORT: {
    kind: wholeNumber(0, 65_535),
    default: '3000',
    says: 'Port for the API and the web app; 0 takes a free one.',
  },
  PUBLIC_URL: {
    kind: origin,
    defaultNote: 'http://localhost:PORT',
    says: 'Address people type into the browser: links in mails and the check of origins use it.',
  },
  DATA_DIR: {
    kind: text,
    default: './data',
    says: 'Folder of the embedded database, of uploaded files and of generated keys; relative to where the server is started.',
  },
  DATABASE_URL: {
    kind: postgresAddress,
    defaultNote: 'embedded PostgreSQL in DATA_DIR',
    says: 'PostgreSQL 18 server to use instead of the embedded one; needs ENCRYPTION_KEYS.',
  },
  REDIS_URL: {
    kind: address('redis', 'rediss'),
    defaultNote: 'none',
    says: 'Redis or Valkey for live updates and a shared cache between several processes.',
  },
  AUTH_SECRET: {
    kind: matching(/^.{32,}$/s, 'at least 32 characters'),
    defaultNote: 'generated into DATA_DIR/keys',
    says: 'Signs session cookies; changing it signs everybody out.',
  },
  SESSION_IDLE_HOURS: {
    kind: wholeNumber(1, 720),
    default: '168',
    says: 'Hours after their last use of it at which somebody is signed out on a device.',
  },
  SESSION_MAX_HOURS: {
    kind: wholeNumber(1, 8760),
    default: '720',
    says: 'Hours after signing in at which a device is signed out however much it is used; a shorter time than SESSION_IDLE_HOURS holds for both.',
  },
  ENCRYPTION_KEYS: {
    kind: encryptionKeysKind,
    defaultNote: 'generated into DATA_DIR/keys',
    says: 'Keys of the contact details: the first encrypts, the others still decrypt; `hash` makes the search hashes and never changes.',
  },
  ROLES: {
    kind: someOf('api', 'worker'),
    default: 'api,worker',
    says: 'What this process does: answer requests, run jobs, or both.',
  },
  MODULES: {
    kind: someOf(...MODULES),
    default: 'all',
    says: 'Modules of which this process serves the routes and, in the worker role, runs the jobs and reacts to the events; access is always among them.',
  },
  DEMO: {
    kind: onOff,
    defaultNote: 'on where HOST and PUBLIC_URL are loopback addresses and TRUST_PROXY is off, else off',
    says: 'Whether an empty database is filled with the demo firm; off prints a one-time link that makes the first Super Admin.',
  },
  SMTP_URL: {
    kind: address('smtp', 'smtps'),
    defaultNote: 'mails are shown at /dev/mailbox, on this machine only',
    says: 'Mail server, as smtp://user:password@host:port.',
  },
  MAIL_FROM: {
    kind: matching(
      /^[^<>\r\n]*<?[^\s<>@]+@[^\s<>@]+>?$/,
      'an e-mail address, with or without a name before it',
    ),
    default: 'OptimWalls CRM <crm@optimwalls.example>',
    says: 'Sender of all mails.',
  },
  S3_ENDPOINT: {
    kind: address('http', 'https'),
    defaultNote: 'files lie in DATA_DIR/files',
    says: 'Object storage for files, any that speaks S3; the other S3 variables belong to it.',
  },
  S3_REGION: { kind: text, default: 'us-east-1', says: 'Region of the object storage.' },
  S3_BUCKET: { kind: text, defaultNote: 'none', says: 'Bucket that holds the files.' },
  S3_ACCESS_KEY_ID: { kind: text, defaultNote: 'none', says: 'Name of the key to the object storage.' },
  S3_SECRET_ACCESS_KEY: { kind: text, defaultNote: 'none', says: 'The key to the object storage.' },
  OIDC_ISSUER: {
    kind: address('https', 'http'),
    defaultNote: 'none: people sign in with passwords',
    says: "The firm's sign-in provider (OpenID Connect), as its discovery document names itself; it sends people back to PUBLIC_URL/api/auth/oidc/callback. http only where it runs on this machine.",
  },
  OIDC_CLIENT_ID: { kind: text, defaultNote: 'none', says: 'What the provider knows this server by.' },
  OIDC_CLIENT_SECRET: { kind: text, defaultNote: 'none', says: 'The secret the two of them share.' },
  OIDC_SCOPES: {
    kind: matching(/^openid( \S+)*$/, 'openid and further scopes with spaces between'),
    default: 'openid email profile',
    says: 'What the provider is asked for; some name groups only with a scope of their own.',
  },
  OIDC_GROUPS_CLAIM: {
    kind: text,
    default: 'groups',
    says: 'Where the provider names the groups of a person, for the rules of new people.',
  },
  OIDC_NAME: {
    kind: matching(/^.{1,40}$/, 'at most 40 characters'),
    default: 'Single sign-on',
    says: 'What the button on the sign-in page calls the provider.',
  },
  OIDC_SIGN_UP: {
    kind: onOff,
    default: 'on',
    says: 'Whether somebody whom only the provider knows gets an account, with roles by the rules for new people; off lets in whoever has an account or an invitation.',
  },
  OIDC_ONLY: {
    kind: onOff,
    default: 'off',
    says: 'Whether the provider is the only way in: no password, no reset and no passkey in its place signs anybody in. Passwords from before lie still until it is off again.',
  },
  OIDC_STRONG: {
    kind: matching(/^\S+( \S+)*$/, 'names with spaces between'),
    defaultNote: 'none: a second step is taken here',
    says: 'By what the provider says that somebody has shown two factors: values of `amr` or `acr`, as mfa. Whoever comes with one takes no second step here, and a role that needs one is content.',
  },
  VAPID_PUBLIC_KEY: {
    kind: text,
    defaultNote: 'generated into DATA_DIR/keys',
    says: 'Public half of the key pair that signs push messages.',
  },
  VAPID_PRIVATE_KEY: {
    kind: text,
    defaultNote: 'generated into DATA_DIR/keys',
    says: 'Private half of the key pair that signs push messages.',
  },
  VAPID_SUBJECT: {
    kind: address('https', 'mailto'),
    defaultNote: 'PUBLIC_URL',
    says: 'Whom a push service may contact about misuse.',
  },
  WEBHOOKS_HTTP: {
    kind: onOff,
    default: 'off',
    says: 'Whether webhooks may go to http addresses too: what they tell can then be read on the way.',
  },
  WEBHOOKS_PRIVATE: {
    kind: onOff,
    default: 'off',
    says: 'Whether webhooks may go to addresses of private networks and of this machine.',
  },
  TRUST_PROXY: {
    kind: onOff,
    default: 'off',
    says: 'Whether a proxy stands in front, whose X-Forwarded headers tell the address of the caller; the last of several counts.',
  },
  TZ: {
    kind: timeZone,
    default: 'Asia/Kolkata',
    says: "The firm's time zone: days, working hours and reports follow it.",
  },
  CURRENCY: {
    kind: matching(/^[A-Z]{3}$/, 'a three-letter ISO 4217 code such as INR'),
    default: 'INR',
    says: 'Currency of all amounts.',
  },
  COUNTRY: {
    kind: matching(/^[A-Z]{2}$/, 'a two-letter ISO 3166 code such as IN'),
    default: 'IN',
    says: 'Country of phone numbers written without one.',
  },
  LOG_LEVEL: {
    kind: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    default: 'warn',
    says: 'How much is written to the log on standard error.',
  },
} as const satisfies Record<string, Setting<unknown>>

export type Settings = typeof settings
export type SettingName = keyof Settings
export type ModuleName = (typeof MODULES)[number]
