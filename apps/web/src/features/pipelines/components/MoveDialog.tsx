import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { formatMoneyInFull } from '../../../lib/format-money.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { quoteToSignQuery } from '../convert-lead.ts'
import { inParts, SIGNED, SIGNS } from '../evidence.ts'
import { givenOf } from '../required-fields.ts'
import type { Asked } from '../use-asking.ts'
import classes from './MoveDialog.module.css'
import { MoveField } from './MoveField.tsx'

/** Asks for what a stage wants to know before it takes a card, then lets the move go on. */
export function MoveDialog({ asked }: { asked: Asked | null }) {
  // As long as it closes, what was asked stays readable.
  const [last, setLast] = useState(asked)
  if (asked && asked !== last) setLast(asked)
  if (!last) return null
  return <MoveForm key={`${last.card.id} ${last.paths.join()}`} asked={last} isOpen={asked !== null} />
}

function MoveForm({ asked, isOpen }: { asked: Asked; isOpen: boolean }) {
  const form = useId()
  const [values, setValues] = useState<Record<string, string>>({})
  const [isTried, setTried] = useState(false)
  const paths = inParts(asked.paths)
  const words = wordsOf(asked)
  const { data: quote } = useQuery({
    ...quoteToSignQuery(asked.card.id),
    enabled: paths.includes(SIGNED) && !paths.includes('evidence.signed_quote.amount'),
  })
  const set = (path: string, value: string) => setValues(now => ({ ...now, [path]: value }))
  const isFilled = (path: string) => (values[path] ?? '').trim() !== ''
  const errorOf = (path: string) => isTried && !isFilled(path) && (asked.messages[path] ?? 'Fill this in.')

  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (paths.every(isFilled))
      asked.answer(givenOf(quote ? { ...values, [SIGNS]: String(quote.id) } : values))
  }

  return (
    <Dialog
      isOpen={isOpen}
      onClose={() => asked.answer(null)}
      title={words.title}
      lead={words.lead}
      actions={
        <>
          <Button variant="subtle" onClick={() => asked.answer(null)}>
            Leave it where it is
          </Button>
          <Button type="submit" form={form} variant="filled">
            {words.deed}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className={classes.form} noValidate>
        {paths.map((path, index) => (
          <MoveField
            key={path}
            path={path}
            leadId={asked.card.id}
            value={values[path] ?? ''}
            error={errorOf(path)}
            isFirst={index === 0}
            {...(quote &&
              path === SIGNED && {
                label: `Signed quote, version ${quote.version}: ${formatMoneyInFull(quote.amount, quote.currency)}`,
              })}
            onChange={value => set(path, value)}
          />
        ))}
      </form>
    </Dialog>
  )
}

function wordsOf({ card, to, paths }: Asked): { title: string; lead: string; deed: string } {
  if (to.category === 'converted') {
    const check =
      paths.length === 0 ? 'Everything on the checklist is there.' : 'The checklist lacks a little.'
    return {
      title: `Make ${card.name} a client?`,
      lead: `${check} The history, files and owner go along. An admin can take it back within a week.`,
      deed: 'Convert',
    }
  }
  return {
    title: `Move ${card.name} to ${to.name}`,
    lead: `${to.name} needs a little more.`,
    deed: `Move to ${to.name}`,
  }
}
