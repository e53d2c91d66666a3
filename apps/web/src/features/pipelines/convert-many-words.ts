import type { ManyChecklist } from './convert-many.ts'

/** "1 lead", "1,240 leads". */
export const leadsWords = (count: number): string =>
  `${count.toLocaleString('en-IN')} ${count === 1 ? 'lead' : 'leads'}`

const isOrAre = (count: number) => (count === 1 ? 'is' : 'are')
const numbered = (count: number): string => count.toLocaleString('en-IN')

/** How the leads stand, in a few sentences. */
export function checkWords({ ready, lacking, already }: ManyChecklist): string {
  const clients =
    already === 0
      ? ''
      : ` ${numbered(already)} ${isOrAre(already)} ${already === 1 ? 'a client' : 'clients'} already.`
  if (ready + lacking === 0) return `None of them can be converted now.${clients}`
  if (lacking === 0)
    return `Everything on the checklist is there.${clients} History, files and owners go along.`
  const some =
    ready === 0
      ? 'None has everything on the checklist yet.'
      : `${numbered(ready)} ${ready === 1 ? 'has' : 'have'} everything on the checklist.`
  return `${some} ${numbered(lacking)} ${lacking === 1 ? 'lacks' : 'lack'} a little: fill it in here, or leave ${lacking === 1 ? 'it' : 'them'} for later.${clients}`
}
