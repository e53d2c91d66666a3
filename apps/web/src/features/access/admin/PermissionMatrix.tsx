import { Button, Select } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { PERMISSIONS } from '@optimwalls/permissions'
import { useSuspenseQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useState } from 'react'
import { type PermissionEffect, rolesQuery } from './api.ts'
import { PermissionCell } from './PermissionCell.tsx'
import classes from './PermissionMatrix.module.css'
import { PermissionReview } from './PermissionReview.tsx'
import {
  againstSaved,
  type Cell,
  type Draft,
  keyOf,
  type Reach,
  savedReach,
  withCell,
} from './permission-draft.ts'
import { actionWords, changeWords, moduleWords, permissionSays } from './permission-words.ts'
import { peopleWords } from './RoleList.tsx'

const MODULES = [...new Set(PERMISSIONS.map(({ module }) => module))]
const ROWS = MODULES.flatMap(module => PERMISSIONS.filter(permission => permission.module === module))

/** What each role may do, and whose records it reaches. Changes are gathered, looked over and saved together. */
export function PermissionMatrix() {
  const { data } = useSuspenseQuery(rolesQuery)
  const isNarrow = useMediaQuery('(max-width: 1023px)', false, { getInitialValueInEffect: false })
  const [chosen, setChosen] = useState<string | null>(null)
  const [draft, setDraft] = useState<Draft>(new Map())
  const [at, setAt] = useState<[row: number, column: number]>([0, 0])
  const [isReviewing, setReviewing] = useState(false)
  const all = data.data
  const first = all.find(role => !role.is_locked) ?? all[0]
  const roles = isNarrow ? all.filter(role => role.id === Number(chosen ?? first?.id)) : all
  const { changes, overtaken } = againstSaved(draft, all)
  const set = (cell: Cell, to: Reach) => setDraft(before => withCell(before, all, cell, to))
  const saved = (_effect: PermissionEffect) => {
    setDraft(new Map())
    setReviewing(false)
  }

  /** Arrow keys walk over the cells; Home and End to the ends of a row, with Control to the corners. */
  function walk(event: KeyboardEvent<HTMLTableElement>) {
    const step = STEPS[event.key]
    const isEdge = event.key === 'Home' || event.key === 'End'
    const cell = (event.target as HTMLElement).closest<HTMLElement>('[data-cell]')
    if (!cell || (!step && !isEdge)) return
    event.preventDefault()
    const [row = 0, column = 0] = (cell.dataset.cell ?? '').split(' ').map(Number)
    const isEnd = event.key === 'End'
    const next: [number, number] = step
      ? [clamp(row + step[0], ROWS.length), clamp(column + step[1], roles.length)]
      : [event.ctrlKey ? (isEnd ? ROWS.length - 1 : 0) : row, isEnd ? roles.length - 1 : 0]
    setAt(next)
    event.currentTarget.querySelector<HTMLElement>(`[data-cell="${next[0]} ${next[1]}"]`)?.focus()
  }

  return (
    <div className={classes.page}>
      {isNarrow && (
        <div className={classes.choose}>
          <Select
            label="Role"
            allowDeselect={false}
            data={all.map(role => ({
              value: String(role.id),
              label: `${role.name}, ${peopleWords(role.people)}`,
            }))}
            value={chosen ?? String(first?.id)}
            onChange={setChosen}
          />
        </div>
      )}
      <div className={classes.scroller}>
        <table
          className={classes.matrix}
          onKeyDown={walk}
          style={{ minWidth: isNarrow ? 0 : 236 + roles.length * 124 }}
        >
          <caption className={classes.caption}>
            What each role may do. Arrow keys walk over the cells, Enter opens the choice.
          </caption>
          <thead>
            <tr>
              <th scope="col">What may be done</th>
              {roles.map(role => (
                <th key={role.id} scope="col">
                  <span className={classes.role}>{role.name}</span>
                  <small>{peopleWords(role.people)}</small>
                </th>
              ))}
            </tr>
          </thead>
          {MODULES.map(module => (
            <tbody key={module}>
              <tr className={classes.group}>
                <th scope="rowgroup" colSpan={roles.length + 1}>
                  {moduleWords(module).title} <span>{moduleWords(module).about}</span>
                </th>
              </tr>
              {ROWS.map((permission, row) =>
                permission.module !== module ? null : (
                  <tr key={permission.action}>
                    <th scope="row" title={permissionSays(module, permission.action)}>
                      {actionWords(permission.action)}
                    </th>
                    {roles.map((role, column) => {
                      const cell: Cell = { roleId: role.id, module, action: permission.action }
                      return (
                        <td key={role.id}>
                          <PermissionCell
                            role={role}
                            cell={cell}
                            place={`${row} ${column}`}
                            isTabStop={at[0] === row && Math.min(at[1], roles.length - 1) === column}
                            onFocus={() => setAt([row, column])}
                            saved={savedReach(all, cell)}
                            wanted={draft.get(keyOf(cell))?.to}
                            onSet={to => set(cell, to)}
                          />
                        </td>
                      )
                    })}
                  </tr>
                ),
              )}
            </tbody>
          ))}
        </table>
      </div>
      {changes.length + overtaken.length > 0 && (
        <section className={classes.save} aria-label="Changes">
          <b className={classes.count}>{changes.length === 1 ? '1 change' : `${changes.length} changes`}</b>
          <span className={classes.told} role="status">
            {overtaken.length > 0
              ? `Changed by somebody else meanwhile, and left as they set it: ${changeWords(overtaken, all)}`
              : changeWords(changes, all)}
          </span>
          <Button variant="subtle" onClick={() => setDraft(new Map())}>
            Discard
          </Button>
          <Button variant="filled" disabled={changes.length === 0} onClick={() => setReviewing(true)}>
            Review and save
          </Button>
        </section>
      )}
      {isReviewing && (
        <PermissionReview changes={changes} roles={all} onClose={() => setReviewing(false)} onSaved={saved} />
      )}
    </div>
  )
}

const STEPS: Readonly<Record<string, [number, number] | undefined>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

const clamp = (value: number, length: number) => Math.max(0, Math.min(length - 1, value))
