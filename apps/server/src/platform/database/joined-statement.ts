import type { Statement } from './database.ts'

/** Several writing statements as one; undefined for none. */
export function joined(statements: readonly Statement[]): Statement | undefined {
  const [first, ...others] = statements
  if (!first) return undefined
  if (others.length === 0) return first
  const values: unknown[] = []
  const parts = statements.map((statement, i) => {
    const before = values.length
    values.push(...statement.values)
    return `w${i} AS (${statement.text.replace(/\$(\d+)/g, (_, n) => `$${before + Number(n)}`)})`
  })
  return { text: `WITH ${parts.join(', ')} SELECT`, values }
}

const names = new Map<string, string>()

/** The text under a name of its own, so that it is planned once: there are as many as there are combinations of what is written last. */
export function joinedName({ text }: Statement): { name: string; text: string } {
  const name = names.get(text) ?? `last-${names.size + 1}`
  names.set(text, name)
  return { name, text }
}
