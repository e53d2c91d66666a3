/** A phone in E.164 as people read it: `+91 98123 45678`, grouped 5 and 5. Other countries stay as they are stored. */
export function formatPhone(phone: string | null | undefined): string {
  if (!phone) return '—'
  const indian = /^\+91(\d{5})(\d{5})$/.exec(phone)
  return indian ? `+91 ${indian[1]} ${indian[2]}` : phone
}
