import { Button } from '@mantine/core'
import { ProblemError } from '../lib/problem.ts'
import classes from './SettingsFoot.module.css'

export interface SettingsFootProps {
  /** Why it was not saved. */
  error: Error | null
  isSaving: boolean
  isChanged: boolean
  onDiscard: () => void
}

/** The end of a form of settings: why it was not saved, saving, and taking back what was changed. */
export function SettingsFoot({ error, isSaving, isChanged, onDiscard }: SettingsFootProps) {
  return (
    <>
      {error && (
        <p role="alert" className={classes.problem}>
          {error instanceof ProblemError && error.errors.length > 0
            ? 'Not saved: see what is marked above.'
            : error.message}
        </p>
      )}
      <div className={classes.deeds}>
        <Button type="submit" variant="filled" loading={isSaving} disabled={!isChanged}>
          Save
        </Button>
        {isChanged && (
          <Button variant="subtle" onClick={onDiscard}>
            Discard changes
          </Button>
        )}
      </div>
    </>
  )
}
