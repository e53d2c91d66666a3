import { resolve } from 'node:path'
import { ConfigError } from './config-error.ts'
import { type EncryptionKeys, type GeneratedSecrets, readOrMakeKeys } from './keys.ts'
import { type Kind, parse } from './kinds.ts'
import { type ModuleName, type SettingName, type Settings, settings } from './settings.ts'

export { ConfigError } from './config-error.ts'
export type { EncryptionKeys } from './keys.ts'
export type { ModuleName } from './settings.ts'

/** Everything that can be set from outside, checked. What each is for stands in settings.ts and docs/configuration.md. */
export interface Config {
  host: string
  /** 0 takes a free one. */
  port: number
  /** Without a slash at the end. When the environment gives none and the port is 0, the port in it is 0 too. */
  publicUrl: string
  /** Absolute. */
  dataDir: string
  /** Undefined: the embedded PostgreSQL. */
  databaseUrl: string | undefined
  redisUrl: string | undefined
  authSecret: string
  /** Hours after its last use at which a session ends. */
  sessionIdleHours: number
  /** Hours after signing in at which a session ends, however much it is used. */
  sessionMaxHours: number
  encryptionKeys: EncryptionKeys
  roles: ReadonlySet<'api' | 'worker'>
  modules: ReadonlySet<ModuleName>
  demo: boolean
  smtpUrl: string | undefined
  mailFrom: string
  /** Undefined: files lie in DATA_DIR. */
  s3: S3Config | undefined
  /** Undefined: no sign-in provider. */
  oidc: OidcConfig | undefined
  vapid: { publicKey: string; privateKey: string; subject: string }
  /** Whether webhooks may go to http addresses. */
  webhooksHttp: boolean
  /** Whether webhooks may go into private networks. */
  webhooksPrivate: boolean
  trustProxy: boolean
  timeZone: string
  /** ISO 4217. */
  currency: string
  /** ISO 3166, two letters. */
  country: string
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'
}

export interface S3Config {
  endpoint: string
  region: string
  bucket: string
  accessKeyId: string
  secretAccessKey: string
}

export interface OidcConfig {
  issuer: string
  clientId: string
  clientSecret: string
  /** With spaces between. */
  scopes: string
  groupsClaim: string
  /** What the button says. */
  name: string
  /** Whether whoever the provider knows gets an account. */
  signUp: boolean
  /** Whether nothing else signs in. */
  isOnlyWay: boolean
  /** Values of `amr` or `acr` that stand for two factors. */
  strong: readonly string[]
}

/**
 * Reads the configuration from the environment, and from `DATA_DIR/keys` the secrets that the environment does not give; they are
 * generated there when missing.
 * @throws ConfigError
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const read = reader(env)
  const host = read('HOST')
  const port = read('PORT')
  const publicUrl = read('PUBLIC_URL') ?? `http://localhost:${port}`
  const databaseUrl = read('DATABASE_URL')
  const givenKeys = read('ENCRYPTION_KEYS')
  if (databaseUrl && !givenKeys) {
    throw new ConfigError(
      'ENCRYPTION_KEYS must be set when DATABASE_URL is: keys that lie on this machine alone would be lost with it.',
    )
  }
  const trustProxy = read('TRUST_PROXY')
  const isPrivate = servesThisMachineOnly({ host, publicUrl, trustProxy })
  const demo = read('DEMO') ?? isPrivate
  if (demo && !isPrivate) {
    throw new ConfigError(
      'DEMO takes off when HOST or PUBLIC_URL is not a loopback address or TRUST_PROXY is on: everybody knows the passwords of the demo accounts.',
    )
  }
  const dataDir = resolve(read('DATA_DIR'))
  const fromFile = lazily(() => readOrMakeKeys(dataDir))
  const generated = <N extends keyof GeneratedSecrets>(name: N) =>
    parse(name, settings[name].kind as Kind<ValueOf<N>>, fromFile()[name])

  return {
    host,
    port,
    publicUrl,
    dataDir,
    databaseUrl,
    redisUrl: read('REDIS_URL'),
    authSecret: read('AUTH_SECRET') ?? generated('AUTH_SECRET'),
    sessionIdleHours: read('SESSION_IDLE_HOURS'),
    sessionMaxHours: read('SESSION_MAX_HOURS'),
    encryptionKeys: givenKeys ?? generated('ENCRYPTION_KEYS'),
    roles: read('ROLES'),
    modules: read('MODULES'),
    demo,
    smtpUrl: read('SMTP_URL'),
    mailFrom: read('MAIL_FROM'),
    s3: readS3(read),
    oidc: readOidc(read),
    vapid: {
      ...readVapid(read, generated),
      subject: read('VAPID_SUBJECT') ?? publicUrl,
    },
    webhooksHttp: read('WEBHOOKS_HTTP'),
    webhooksPrivate: read('WEBHOOKS_PRIVATE'),
    trustProxy,
    timeZone: read('TZ'),
    currency: read('CURRENCY'),
    country: read('COUNTRY'),
    logLevel: read('LOG_LEVEL'),
  }
}

/** Whether only this machine can reach a server that listens on the host. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

/** Whether nobody outside this machine is meant to reach the server, not even through a proxy on it: only then are there demo
 *  accounts, whose passwords everybody knows, and a mailbox that shows every mail. */
export function servesThisMachineOnly(config: Pick<Config, 'host' | 'publicUrl' | 'trustProxy'>): boolean {
  const { hostname } = new URL(config.publicUrl)
  return isLoopback(config.host) && isLoopback(hostname.replace(/^\[|\]$/g, '')) && !config.trustProxy
}

type KindValue<K> = K extends Kind<infer T> ? T : never
type ValueOf<N extends SettingName> = KindValue<Settings[N]['kind']>
type Read = <N extends SettingName>(
  name: N,
) => Settings[N] extends { default: string } ? ValueOf<N> : ValueOf<N> | undefined

/** An empty variable counts as unset, as compose files write it. */
function reader(env: NodeJS.ProcessEnv): Read {
  const read = (name: SettingName): unknown => {
    const setting = settings[name]
    const text = env[name]?.trim() || ('default' in setting ? setting.default : undefined)
    return text === undefined ? undefined : parse<unknown>(name, setting.kind, text)
  }
  return read as Read
}

function readS3(read: Read): S3Config | undefined {
  const endpoint = read('S3_ENDPOINT')
  if (endpoint === undefined) return undefined
  const bucket = read('S3_BUCKET')
  const accessKeyId = read('S3_ACCESS_KEY_ID')
  const secretAccessKey = read('S3_SECRET_ACCESS_KEY')
  if (!bucket || !accessKeyId || !secretAccessKey) {
    throw new ConfigError('S3_ENDPOINT takes S3_BUCKET, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY with it.')
  }
  return { endpoint, region: read('S3_REGION'), bucket, accessKeyId, secretAccessKey }
}

function readOidc(read: Read): OidcConfig | undefined {
  const issuer = read('OIDC_ISSUER')
  if (issuer === undefined) {
    if (read('OIDC_ONLY')) throw new ConfigError('OIDC_ONLY takes OIDC_ISSUER with it: nobody could sign in.')
    return undefined
  }
  const clientId = read('OIDC_CLIENT_ID')
  const clientSecret = read('OIDC_CLIENT_SECRET')
  if (!clientId || !clientSecret) {
    throw new ConfigError('OIDC_ISSUER takes OIDC_CLIENT_ID and OIDC_CLIENT_SECRET with it.')
  }
  const { protocol, hostname } = new URL(issuer)
  if (protocol === 'http:' && !isLoopback(hostname)) {
    throw new ConfigError('OIDC_ISSUER takes an https address, unless the provider runs on this machine.')
  }
  return {
    issuer,
    clientId,
    clientSecret,
    scopes: read('OIDC_SCOPES'),
    groupsClaim: read('OIDC_GROUPS_CLAIM'),
    name: read('OIDC_NAME'),
    signUp: read('OIDC_SIGN_UP'),
    isOnlyWay: read('OIDC_ONLY'),
    strong: read('OIDC_STRONG')?.split(' ') ?? [],
  }
}

function readVapid(
  read: Read,
  generated: (name: 'VAPID_PUBLIC_KEY' | 'VAPID_PRIVATE_KEY') => string,
): { publicKey: string; privateKey: string } {
  const publicKey = read('VAPID_PUBLIC_KEY')
  const privateKey = read('VAPID_PRIVATE_KEY')
  if ((publicKey === undefined) !== (privateKey === undefined)) {
    throw new ConfigError('VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY are a pair: set both or neither.')
  }
  return {
    publicKey: publicKey ?? generated('VAPID_PUBLIC_KEY'),
    privateKey: privateKey ?? generated('VAPID_PRIVATE_KEY'),
  }
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
