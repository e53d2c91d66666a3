/** The form under which two writings of an e-mail address are the same: trimmed and in lower case. */
export const normaliseEmail = (text: string): string => text.trim().toLowerCase()
