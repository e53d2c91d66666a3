import { hashPassword } from 'better-auth/crypto'
import type { Connection } from '../../platform/database/database.ts'
import { saveAvailability } from './availability/availability.repository.ts'
import { DEMO_DOMAIN, DEMO_PASSWORD, type DemoStaff } from './demo-people.ts'
import { insertPerson } from './people.repository.ts'
import { findRoleId } from './roles.service.ts'

/** What each of them knows, and where they work. */
const KAVYA = { expertise: ['Residential'], languages: ['Marathi', 'Hindi'], areas: ['Pune'] }
const OTHERS = [
  {
    ...{ login: 'tara.bhat', name: 'Tara Bhat' },
    ...{ expertise: ['Residential', 'High budget'], languages: ['Kannada'], areas: ['Bengaluru'] },
  },
  {
    ...{ login: 'farhan.qureshi', name: 'Farhan Qureshi' },
    ...{ expertise: ['Commercial'], languages: ['Hindi'], areas: ['Pune', 'Mumbai', 'Bengaluru'] },
  },
] as const

/** The design team of the demo firm: two beside designer@, each with other skills and cities. */
export async function createDemoDesigners(
  db: Connection,
  { designerId }: Pick<DemoStaff, 'designerId'>,
): Promise<void> {
  const passwordHash = await hashPassword(DEMO_PASSWORD)
  const roleId = await findRoleId(db, 'Designer')
  const skillsOf = (userId: number, { expertise, languages, areas }: typeof KAVYA) =>
    saveAvailability(
      db,
      userId,
      { capacity: null, expertise, languages, areas, hours: null, leaves: [], is_out_today: false },
      null,
    )
  await skillsOf(designerId, KAVYA)
  for (const { login, name, expertise, languages, areas } of OTHERS) {
    const email = `${login}@${DEMO_DOMAIN}`
    const id = await insertPerson(db, { name, email, passwordHash, teamId: null, roleId, isDemo: true })
    await skillsOf(id, { expertise: [...expertise], languages: [...languages], areas: [...areas] })
  }
}
