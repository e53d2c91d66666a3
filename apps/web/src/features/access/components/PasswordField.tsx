import { PasswordInput } from '@mantine/core'
import { IconEye, IconEyeOff } from '@tabler/icons-react'

export interface PasswordFieldProps {
  label: string
  /** In its form; `password` unless said. */
  name?: string
  /** `current-password` where one signs in, `new-password` where one is set. */
  autoComplete: 'current-password' | 'new-password'
  hint?: string
  error?: string
}

/** A password that can be looked at. */
export function PasswordField({ label, name = 'password', autoComplete, hint, error }: PasswordFieldProps) {
  return (
    <PasswordInput
      name={name}
      label={label}
      autoComplete={autoComplete}
      description={hint}
      error={error}
      required
      withAsterisk={false}
      visibilityToggleIcon={({ reveal }) =>
        reveal ? (
          <IconEyeOff size={16} stroke={1.75} aria-hidden />
        ) : (
          <IconEye size={16} stroke={1.75} aria-hidden />
        )
      }
      visibilityToggleButtonProps={{ 'aria-label': 'Show password', tabIndex: 0, 'aria-hidden': undefined }}
    />
  )
}
