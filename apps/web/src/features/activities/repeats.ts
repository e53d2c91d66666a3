const DAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const

/** How a follow-up may repeat that is first due then: rules of RFC 5545 with their words. The last day of a month stays the last. */
export function repeatChoices(due: Date): { value: string; label: string }[] {
  const day = due.getDate()
  const isLast = new Date(due.getFullYear(), due.getMonth(), day + 1).getDate() === 1
  const weekday = due.toLocaleDateString('en-IN', { weekday: 'long' })
  return [
    { value: 'FREQ=DAILY', label: 'Every day' },
    { value: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA', label: 'Monday to Saturday' },
    { value: `FREQ=WEEKLY;BYDAY=${DAYS[due.getDay()]}`, label: `Every ${weekday}` },
    { value: `FREQ=WEEKLY;INTERVAL=2;BYDAY=${DAYS[due.getDay()]}`, label: `Every second ${weekday}` },
    isLast && day > 27
      ? { value: 'FREQ=MONTHLY;BYMONTHDAY=-1', label: 'On the last day of the month' }
      : { value: `FREQ=MONTHLY;BYMONTHDAY=${day}`, label: `On day ${day} of the month` },
  ]
}
