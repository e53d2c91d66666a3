import { expect, it } from 'vitest'
import type { Team } from './api.ts'
import { inOrder, withBelow } from './choices.ts'

const team = (id: number, name: string, parent_id: number | null): Team => ({
  id,
  name,
  parent_id,
  head: null,
  people: 0,
})
const teams = [team(3, 'Baner', 2), team(1, 'Head office', null), team(4, 'Kothrud', 2), team(2, 'Pune', 1)]

it('reads the tree from the top', () => {
  expect(inOrder(teams).map(({ team, level }) => [team.name, level])).toEqual([
    ['Head office', 0],
    ['Pune', 1],
    ['Baner', 2],
    ['Kothrud', 2],
  ])
  expect(inOrder([team(3, 'Baner', 2)])).toMatchObject([{ level: 0 }])
})

it('knows what stands below a team', () => {
  expect([...withBelow(teams, 2)].sort()).toEqual([2, 3, 4])
})
