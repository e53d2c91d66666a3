const WORDS: Readonly<Record<string, string>> = {
  budget: 'Budget',
  engagement: 'Engagement',
  location: 'City',
  project_type: 'Project type',
  source: 'Source',
  possession: 'Time to possession',
  completeness: 'How much is known',
  home: 'Kind of home',
  language: 'Language',
  campaign: 'Campaign',
}

/** What a lead is judged by, in words. */
export const attributeWord = (name: string): string => WORDS[name] ?? name

const SAYS: Readonly<Record<string, string>> = {
  budget: 'From the lower to the upper amount below.',
  engagement: 'What the client does counts three times what we do, and fades.',
  location: 'By the worth of the city below.',
  project_type: 'By the worth of the type below.',
  source: 'By the worth of the source below.',
  possession: 'Keys within four months are most urgent.',
  completeness: 'Share of what is asked of a lead that is filled in.',
}

/** How an attribute is judged, in a sentence. */
export const attributeSays = (name: string): string => SAYS[name] ?? ''
