import type { DemoStaff } from '../modules/access/index.ts'
import type { NewPlan } from '../modules/assignment/index.ts'

/** Rules of assignment as such a firm may have them. They are off: the first lead without an owner stays to be looked at, and whoever tries
 *  the rules sees what they would do before they do it. */
export function demoPlan({ adminId, teams }: DemoStaff): NewPlan {
  const rule = { is_active: true, user_ids: [] }
  return {
    is_on: false,
    keeps_owner: true,
    takes_back: true,
    most_takes: 2,
    fallback_owner_id: adminId,
    rules: [
      {
        ...rule,
        name: 'Homes in Bengaluru',
        conditions: { location: ['Bengaluru'] },
        team_id: teams.bengaluruId,
        strategy: ['least_open'],
      },
      {
        ...rule,
        name: 'High budget',
        conditions: { budget_min: 5_000_000 },
        team_id: teams.puneId,
        strategy: ['expertise', 'least_open'],
      },
      { ...rule, name: 'All others', conditions: {}, team_id: teams.puneId, strategy: ['round_robin'] },
    ],
  }
}
