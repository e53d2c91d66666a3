import { ActionIcon, Menu } from '@mantine/core'
import { IconDots, IconGripVertical } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type DragEvent, useState } from 'react'
import { useCan } from '../../../lib/can.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { deeds, type Team, teamTreeQuery, useDeed } from './api.ts'
import { inOrder, withBelow } from './choices.ts'
import { peopleWords } from './RoleList.tsx'
import classes from './Rows.module.css'
import { DeleteTeamDialog, MoveTeamDialog, TeamDialog } from './TeamDialogs.tsx'
import tree from './TeamTree.module.css'

type Deed = 'change' | 'add' | 'move' | 'delete'

/** The teams as they stand below each other: dragged, or moved by the menu. */
export function TeamTree() {
  const { data } = useSuspenseQuery(teamTreeQuery)
  const can = useCan()
  const [open, setOpen] = useState<{ deed: Deed; team: Team } | null>(null)
  const [dragged, setDragged] = useState<Team | null>(null)
  const [over, setOver] = useState<number | null>(null)
  const move = useDeed(deeds.changeTeam, { says: () => 'Team moved' })
  const teams = data.data
  const mayManage = can('Administration', 'manage_teams')
  const close = () => setOpen(null)
  const forbidden = dragged ? withBelow(teams, dragged.id) : new Set<number>()

  const dropOn = (target: Team) => (event: DragEvent) => {
    event.preventDefault()
    setOver(null)
    if (dragged && !forbidden.has(target.id) && dragged.parent_id !== target.id) {
      move.mutate({ id: dragged.id, parent_id: target.id })
    }
    setDragged(null)
  }

  if (teams.length === 0)
    return (
      <EmptyState title="No teams yet" drawing="plan">
        A team has a head, who sees its leads and those of the teams below it.
      </EmptyState>
    )
  return (
    <>
      <ul className={classes.list} aria-label="Teams">
        {inOrder(teams).map(({ team, level }) => (
          <li key={team.id}>
            {/* biome-ignore lint/a11y/noStaticElementInteractions: dragging is a comfort; the menu does the same by key */}
            <div
              className={`${classes.row} ${tree.row}`}
              data-over={(over === team.id && !forbidden.has(team.id)) || undefined}
              draggable={mayManage}
              onDragStart={event => {
                event.dataTransfer.effectAllowed = 'move'
                setDragged(team)
              }}
              onDragEnd={() => {
                setDragged(null)
                setOver(null)
              }}
              onDragOver={event => {
                if (!dragged || forbidden.has(team.id)) return
                event.preventDefault()
                setOver(team.id)
              }}
              onDragLeave={() => setOver(null)}
              onDrop={dropOn(team)}
            >
              {mayManage && <IconGripVertical size={16} stroke={1.75} aria-hidden className={tree.grip} />}
              <span style={{ width: level * 24 }} className={tree.indent} aria-hidden />
              <div className={classes.main}>
                <span className={classes.name}>
                  {team.name}
                  <span className={tree.level}>, level {level + 1}</span>
                </span>
                <span className={classes.facts}>
                  {team.head ? `Headed by ${team.head.name}` : 'No head'}
                  <span className={classes.small}>{peopleWords(team.people)}</span>
                </span>
              </div>
              <Link
                to="/settings/users"
                search={{ team: team.id }}
                className={`${classes.cell} ${tree.people}`}
                data-narrow
              >
                {peopleWords(team.people)}
              </Link>
              {mayManage && (
                <span className={classes.deeds}>
                  <Menu position="bottom-end">
                    <Menu.Target>
                      <ActionIcon aria-label={`More for ${team.name}`}>
                        <IconDots size={16} stroke={1.75} aria-hidden />
                      </ActionIcon>
                    </Menu.Target>
                    <Menu.Dropdown>
                      <Menu.Item onClick={() => setOpen({ deed: 'change', team })}>
                        Rename, choose a head…
                      </Menu.Item>
                      <Menu.Item onClick={() => setOpen({ deed: 'move', team })}>
                        Move below another team…
                      </Menu.Item>
                      <Menu.Item onClick={() => setOpen({ deed: 'add', team })}>Add a team below…</Menu.Item>
                      {teams.length > 1 && (
                        <Menu.Item onClick={() => setOpen({ deed: 'delete', team })}>Delete…</Menu.Item>
                      )}
                    </Menu.Dropdown>
                  </Menu>
                </span>
              )}
            </div>
          </li>
        ))}
      </ul>
      {open?.deed === 'change' && <TeamDialog team={open.team} onClose={close} />}
      {open?.deed === 'add' && <TeamDialog parent={open.team} onClose={close} />}
      {open?.deed === 'move' && <MoveTeamDialog team={open.team} onClose={close} />}
      {open?.deed === 'delete' && <DeleteTeamDialog team={open.team} onClose={close} />}
    </>
  )
}
