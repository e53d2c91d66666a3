/** A setting that cannot be used. The message is one sentence for whoever starts the server: it names the variable and what it takes. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}
