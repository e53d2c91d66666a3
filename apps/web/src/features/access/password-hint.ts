/** What the server takes, said before it is asked. */
export const PASSWORD_HINT = 'At least 10 characters. A few words that only you put together are best.'

/** What the server says of a password that it does not take, as a sentence. */
export const passwordProblem = (message: string | undefined): string | undefined =>
  message === undefined ? undefined : `It ${message}.`
