/** What a converted stage may ask to be shown beside the fields of the lead. */
export const EVIDENCE = ['signed_quote', 'booking_payment'] as const
export type EvidenceName = (typeof EVIDENCE)[number]

export const isEvidence = (name: string): name is EvidenceName =>
  (EVIDENCE as readonly string[]).includes(name)
