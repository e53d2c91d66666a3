/** What the server takes, said before it is asked. */
export const PASSWORD_HINT = 'At least 10 characters. A few words that only you put together are best.'
