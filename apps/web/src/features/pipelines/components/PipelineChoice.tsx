import { Menu } from '@mantine/core'
import { IconCheck, IconSelector, IconSettings } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useCan } from '../../../lib/can.ts'
import type { Pipeline } from '../board.ts'
import classes from './BoardToolbar.module.css'

export interface PipelineChoiceProps {
  pipelines: readonly Pipeline[]
  /** Id of the one shown, or `all`. */
  value: string | undefined
  onChoose: (pipeline: string) => void
}

/** Which board is shown. */
export function PipelineChoice({ pipelines, value, onChoose }: PipelineChoiceProps) {
  const can = useCan()
  const choices = [
    ...pipelines.map(pipeline => ({ value: String(pipeline.id), label: pipeline.name })),
    { value: 'all', label: 'All pipelines' },
  ]
  const shown = choices.find(choice => choice.value === value)?.label
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button type="button" className={classes.choice} aria-label={`Pipeline: ${shown ?? ''}. Change`}>
          <span>{shown ?? '…'}</span>
          <IconSelector size={16} stroke={1.75} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map(choice => (
          <Menu.Item
            key={choice.value}
            onClick={() => onChoose(choice.value)}
            rightSection={choice.value === value && <IconCheck size={16} stroke={1.75} aria-label="shown" />}
          >
            {choice.label}
          </Menu.Item>
        ))}
        {can('CRM', 'configure_pipelines') && (
          <>
            <Menu.Divider />
            <Menu.Item
              component={Link}
              to="/settings/pipelines"
              leftSection={<IconSettings size={16} stroke={1.75} aria-hidden />}
            >
              Set up pipelines
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
