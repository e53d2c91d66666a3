import { Menu, UnstyledButton } from '@mantine/core'
import { type Permission, SCOPES, takesScope } from '@optimwalls/permissions'
import { memo } from 'react'
import type { Role } from './api.ts'
import classes from './PermissionMatrix.module.css'
import type { Cell, Reach } from './permission-draft.ts'
import { actionWords, scopeWord, scopeWords } from './permission-words.ts'
import { peopleWords } from './RoleList.tsx'

export interface PermissionCellProps {
  role: Role
  cell: Cell
  /** Row and column, by which the arrow keys find it. */
  place: string
  isTabStop: boolean
  onFocus: () => void
  saved: Reach
  /** What it is to be; undefined where it is not changed. */
  wanted: Reach | undefined
  onSet: (to: Reach) => void
}

/** Disc, half, quarter or dash with All, Team, Own, None; amber while it is changed and not saved. */
export const PermissionCell = memo(Drawn, (a, b) =>
  (['role', 'place', 'isTabStop', 'saved', 'wanted'] as const).every(name => a[name] === b[name]),
)

function Drawn({ role, cell, place, isTabStop, onFocus, saved, wanted, onSet }: PermissionCellProps) {
  const reach = wanted === undefined ? saved : wanted
  const isChanged = wanted !== undefined && wanted !== saved
  const name = `${role.name}, ${actionWords(cell.action)}: ${scopeWord(reach)}${isChanged ? ', changed' : ''}`
  const button = (
    <UnstyledButton
      className={classes.cell}
      data-cell={place}
      data-changed={isChanged || undefined}
      data-none={reach === null || undefined}
      tabIndex={isTabStop ? 0 : -1}
      aria-label={name}
      aria-disabled={!role.may_give || role.is_locked || undefined}
      onFocus={onFocus}
    >
      <span className={classes.mark} data-reach={reach ?? 'none'} aria-hidden />
      {scopeWord(reach)}
    </UnstyledButton>
  )
  if (!role.may_give || role.is_locked) return button
  const isScoped = takesScope({ module: cell.module, action: cell.action } as Permission)
  const options: Reach[] = [...(isScoped ? [...SCOPES].reverse() : (['all'] as const)), null]
  return (
    <Menu position="bottom-start" width={256}>
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup
          value={reach ?? 'none'}
          onChange={value => onSet(options.find(option => (option ?? 'none') === value) ?? null)}
        >
          {options.map(option => (
            <Menu.RadioItem key={option ?? 'none'} value={option ?? 'none'} closeMenuOnClick>
              <span className={classes.option}>
                <span className={classes.mark} data-reach={option ?? 'none'} aria-hidden />
                <span>
                  {isScoped || option === null ? scopeWords(option, cell.module) : 'For the whole firm'}
                  {option === saved && isChanged && <small className={classes.hint}>As it was</small>}
                  {option === null && saved !== null && (
                    <small className={classes.hint}>
                      {peopleWords(role.people)} {role.people === 1 ? 'loses' : 'lose'}{' '}
                      {actionWords(cell.action)} at once
                    </small>
                  )}
                </span>
              </span>
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  )
}
