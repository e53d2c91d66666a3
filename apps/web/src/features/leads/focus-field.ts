/** Brings a field of the lead on the page into view and the cursor into it. */
export function focusField(field: string): void {
  const row = document.querySelector(`[data-field="${CSS.escape(field)}"]`)
  row?.scrollIntoView({ block: 'center' })
  row?.querySelector<HTMLElement>('input, textarea, select, button')?.focus()
}
