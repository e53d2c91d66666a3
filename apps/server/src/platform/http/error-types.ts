/** Every error the API answers with. The name is the `type` of the problem document: lower-kebab, never renamed. */
export const ERROR_TYPES = {
  'malformed-body': { status: 400, title: 'The body cannot be read' },
  'invalid-input': { status: 400, title: 'Some values are missing or wrong' },
  'invalid-cursor': { status: 400, title: 'The cursor belongs to another list' },
  'not-signed-in': { status: 401, title: 'Sign in first' },
  forbidden: { status: 403, title: 'You may not do this' },
  'second-factor-needed': { status: 403, title: 'Set up your second step of signing in first' },
  'view-as-read-only': { status: 403, title: 'Looking on as somebody else, you change nothing' },
  'cross-site': { status: 403, title: 'The request came from another site' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'method-not-allowed': { status: 405, title: 'This address does not take that method' },
  'edit-conflict': { status: 409, title: 'Someone else changed the same fields' },
  'idempotency-conflict': { status: 409, title: 'This Idempotency-Key was used for another request' },
  'already-exists': { status: 409, title: 'There is one already' },
  'lead-merged': { status: 410, title: 'This lead was merged into another one' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'address-too-long': { status: 414, title: 'The address is too long' },
  'unsupported-media-type': { status: 415, title: 'This content type is not taken here' },
  'rule-violated': { status: 422, title: 'A rule of the business forbids this' },
  'conversion-required': { status: 422, title: 'Converting a lead takes its own steps' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'Not available at the moment' },
} as const satisfies Record<string, { status: number; title: string }>

export type ErrorType = keyof typeof ERROR_TYPES
