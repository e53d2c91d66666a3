import { Select, type SelectProps } from '@mantine/core'
import type { Team } from './api.ts'
import { inOrder } from './choices.ts'

export interface TeamSelectProps extends Omit<SelectProps, 'data' | 'value' | 'onChange'> {
  teams: readonly Team[]
  /** Not offered. */
  without?: ReadonlySet<number>
  value: number | null
  onChange: (id: number | null) => void
}

/** One of the teams, set in as they stand below each other. */
export function TeamSelect({ teams, without, value, onChange, ...props }: TeamSelectProps) {
  const choices = inOrder(teams).filter(({ team }) => !without?.has(team.id))
  return (
    <Select
      {...props}
      data={choices.map(({ team }) => ({ value: String(team.id), label: team.name }))}
      renderOption={({ option }) => {
        const level = choices.find(({ team }) => String(team.id) === option.value)?.level ?? 0
        return <span style={{ paddingLeft: level * 16 }}>{option.label}</span>
      }}
      value={value === null ? null : String(value)}
      onChange={next => onChange(next === null ? null : Number(next))}
    />
  )
}
