/** Kinds of projects as people call them. */
export const PROJECT_TYPE_NAMES: Readonly<Record<string, string>> = {
  residential: 'Residential',
  commercial: 'Commercial',
  high_budget: 'High budget',
}
