import type { ConsentChannel, ConsentEntry } from './api.ts'

export const CHANNEL_NAMES: Record<ConsentChannel, string> = {
  call: 'Calls',
  whatsapp: 'WhatsApp',
  email: 'E-mail',
  sms: 'SMS',
  any: 'All channels',
}

export const SOURCE_NAMES: Record<ConsentEntry['source'], string> = {
  client: 'The person themselves',
  hand: 'Somebody of the firm',
  form: 'A form or program',
  import: 'A file',
}

/** "Agreed", "Objected": what an answer says. */
export const answerWord = (given: boolean | null): string =>
  given === null ? 'Not known any more' : given ? 'Agreed' : 'Objected'

/** What holds of one purpose, in a line: "Agreed to e-mail. Objected to SMS". */
export function standingWords(entries: readonly ConsentEntry[]): string {
  const holds = entries.filter(entry => entry.is_current)
  const any = holds.find(entry => entry.channel === 'any')
  if (any && any.given !== null) return answerWord(any.given)
  const named = (given: boolean) =>
    holds.filter(entry => entry.given === given).map(entry => channelInSentence(entry.channel))
  const [yes, no] = [named(true), named(false)]
  return (
    [
      yes.length > 0 && `Agreed to ${yes.join(', ')}`,
      no.length > 0 && `${yes.length > 0 ? 'objected' : 'Objected'} to ${no.join(', ')}`,
    ]
      .filter(Boolean)
      .join('; ') || 'Not asked'
  )
}

const channelInSentence = (channel: ConsentChannel): string => {
  const name = CHANNEL_NAMES[channel]
  return channel === 'call' || channel === 'email' ? name.toLowerCase() : name
}

/** The channel over which a kind of activity reaches somebody. */
export function channelOf(activity: string): ConsentChannel | null {
  return activity === 'call' || activity === 'whatsapp' || activity === 'email' || activity === 'sms'
    ? activity
    : null
}
