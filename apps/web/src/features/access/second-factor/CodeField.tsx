import { TextInput } from '@mantine/core'

export interface CodeFieldProps {
  label?: string
  hint?: string
  error?: string | undefined
  autoFocus?: boolean
}

/** The six digits that the app shows; named `code` in its form. */
export function CodeField({ label = 'Code of your app', hint, error, autoFocus }: CodeFieldProps) {
  return (
    <TextInput
      name="code"
      label={label}
      description={hint}
      error={error}
      inputMode="numeric"
      autoComplete="one-time-code"
      pattern="[0-9 ]{6,12}"
      title="Six digits"
      placeholder="123 456"
      maxLength={12}
      required
      withAsterisk={false}
      {...(autoFocus && { autoFocus: true, 'data-autofocus': true })}
    />
  )
}
