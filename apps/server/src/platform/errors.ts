import { ERROR_TYPES, type ErrorType } from './http/error-types.ts'

/** A value that was refused. `path` names the field, with dots into objects and lists: `external_ids.0.system`. */
export interface FieldError {
  path: string
  message: string
}

/** What the answer says beside its type. Everything in here is shown to the caller. */
export interface ErrorFacts {
  /** One sentence for a person, about this occurrence. */
  detail?: string
  errors?: FieldError[]
  [fact: string]: unknown
}

/** An error that the caller is told about. Anything else that is thrown is logged and answered as `internal`. */
export class AppError extends Error {
  readonly type: ErrorType
  readonly status: number
  readonly facts: ErrorFacts

  constructor(type: ErrorType, facts: ErrorFacts = {}, options?: ErrorOptions) {
    super(facts.detail ?? ERROR_TYPES[type].title, options)
    this.name = 'AppError'
    this.type = type
    this.status = ERROR_TYPES[type].status
    this.facts = facts
  }
}

/** `invalid-input` about one field. */
export function invalidInput(path: string, message: string): AppError {
  return new AppError('invalid-input', { errors: [{ path, message }] })
}
