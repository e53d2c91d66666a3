import { StartError } from './start-error.ts'

/** A setting that cannot be used. The sentence names the variable and what it takes. */
export class ConfigError extends StartError {
  override readonly name = 'ConfigError'
}
