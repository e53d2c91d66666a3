/** Leads of whom any of these holds: what was answered, the channel, and the purpose where it is not the main one (`given.any.3`).
 *  @param put gives a value its place in the statement */
export function consentCondition(wanted: readonly string[], put: (value: unknown) => string): string {
  const parts = wanted.map(one => {
    const [answer, channel, purpose] = one.split('.')
    const of = purpose
      ? `${put(Number(purpose))}::int`
      : '(SELECT p.id FROM consent_purposes p WHERE p.is_main)'
    const has = (given: string) =>
      `EXISTS (SELECT FROM lead_consents c WHERE c.lead_id = l.id AND c.is_current AND c.purpose_id = ${of}
         AND c.channel = ${put(channel)} AND c.is_given ${given})`
    if (answer === 'unknown') return `NOT ${has('IS NOT NULL')}`
    return has(answer === 'given' ? '= true' : '= false')
  })
  return `(${parts.join(' OR ')})`
}
