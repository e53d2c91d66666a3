import { moveLead } from './api.ts'
import type { Card, Moved, Stage } from './board.ts'
import { type Converted, convertLead } from './convert-lead.ts'
import { bothGiven, type Given, missingOf, useAsking } from './use-asking.ts'

type Mover = Pick<Card, 'id' | 'name' | 'version'>

/** Lets a lead into a stage that refused it elsewhere than on the board: asks for what is missing and moves it with that. */
export function useStageEntry() {
  const { asked, ask } = useAsking()

  /** Resolves to null when the person leaves it where it is.
   *  @throws the refusal itself when it asks for nothing that could be filled in */
  async function enter(
    lead: Mover,
    to: Pick<Stage, 'id' | 'name' | 'category'>,
    refusal: unknown,
    given: Given = {},
  ): Promise<Moved | null> {
    const missing = missingOf(refusal)
    if (!missing) throw refusal
    const answer = await ask(lead, to, missing)
    if (!answer) return null
    const all = bothGiven(given, answer)
    try {
      return await moveLead(lead.id, lead.version, { stage_id: to.id, ...all })
    } catch (problem) {
      return enter(lead, to, problem, all)
    }
  }

  /** Makes a client of the lead; null when the person leaves it.
   *  @throws ProblemError when no answer would let it through */
  const convert = (lead: Mover, to: Pick<Stage, 'name' | 'category'>): Promise<Converted | null> =>
    convertLead(ask, lead, to)

  return { asked, enter, convert }
}
