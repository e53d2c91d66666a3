import { CHANNEL_WORDS, type Channel } from './lead.ts'

/** What somebody may be reached by from now on, and what stays as it was: "withdrew consent to calls; e-mail stays allowed". */
export function consentSentence({ from, to }: { from: unknown; to: unknown }): string | null {
  const [before, after] = [from, to].map(said => (said ?? {}) as Partial<Record<Channel, boolean>>)
  const channels = Object.keys(CHANNEL_WORDS) as Channel[]
  const those = (test: (channel: Channel) => boolean) => channels.filter(test).map(inSentence)
  const changed = (channel: Channel) => before?.[channel] !== after?.[channel]
  const now = (given: boolean | undefined) => (channel: Channel) =>
    changed(channel) && after?.[channel] === given
  const [gave, withdrew] = [those(now(true)), those(now(false))]
  const unsaid = those(now(undefined))
  const parts = [
    ...(gave.length > 0 ? [`recorded consent to ${joined(gave)}`] : []),
    ...(withdrew.length > 0 ? [`withdrew consent to ${joined(withdrew)}`] : []),
    ...(unsaid.length > 0 ? [`took back what was said of ${joined(unsaid)}`] : []),
  ]
  if (parts.length === 0) return null
  const stays = those(channel => !changed(channel) && after?.[channel] === true)
  const staying = stays.length === 0 ? '' : `; ${joined(stays)} ${staysWord(stays)} allowed`
  return joined(parts) + staying
}

/** A channel within a sentence: "calls", "e-mail", "WhatsApp". */
function inSentence(channel: Channel): string {
  const word = CHANNEL_WORDS[channel]
  return /^[A-Z][a-z-]+$/.test(word) ? word.toLowerCase() : word
}

const joined = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`

const staysWord = (words: readonly string[]): string =>
  words.length > 1 || words[0] === 'calls' ? 'stay' : 'stays'
