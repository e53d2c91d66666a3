import { Button, Checkbox } from '@mantine/core'
import { IconArrowsExchange } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Dialog } from '../../../ui/Dialog.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonLine } from '../../../ui/Skeletons.tsx'
import { type MergeChoice, type MergeField, type MergePreview, mergePreviewQuery } from './api.ts'
import classes from './MergeDialog.module.css'
import { MergePicker } from './MergePicker.tsx'
import { MergeTable } from './MergeTable.tsx'
import { sayMoves } from './merge-words.ts'
import { useMergeLeads } from './use-merging.ts'

export interface MergeDialogProps {
  /** The lead it was opened on. */
  lead: { id: number; name: string }
  /** The other one, where it is known; else it is looked for first. */
  otherId?: number
  onClose: () => void
  /** Called with the lead that is left. */
  onMerged: (winnerId: number) => void
}

/** Two leads side by side, whose value stays in which field, and what becomes of them. */
export function MergeDialog({ lead, otherId, onClose, onMerged }: MergeDialogProps) {
  const [other, setOther] = useState<number | null>(otherId ?? null)
  if (other === null) return <MergePicker lead={lead} onClose={onClose} onPick={setOther} />
  return <Comparison ids={[lead.id, other]} onClose={onClose} onMerged={onMerged} />
}

interface ComparisonProps extends Pick<MergeDialogProps, 'onClose' | 'onMerged'> {
  ids: [number, number]
}

function Comparison({ ids, onClose, onMerged }: ComparisonProps) {
  const [winner, setWinner] = useState<number | null>(null)
  const [fields, setFields] = useState<MergeChoice['fields']>({})
  const [custom, setCustom] = useState<MergeChoice['custom']>({})
  const [isWhole, setWhole] = useState(false)
  // Who stays is proposed by the server: it is asked once either way round, then as chosen.
  const proposal = useQuery(
    mergePreviewQuery({ winner_id: ids[0], loser_id: ids[1], fields: {}, custom: {} }),
  )
  const winnerId = winner ?? proposal.data?.proposed_winner_id ?? ids[0]
  const loserId = winnerId === ids[0] ? ids[1] : ids[0]
  const choice = { winner_id: winnerId, loser_id: loserId, fields, custom }
  const chosen = useQuery({ ...mergePreviewQuery(choice), enabled: proposal.isSuccess || proposal.isError })
  const preview = chosen.data?.winner.id === winnerId ? chosen.data : undefined
  const merge = useMergeLeads(id => {
    onClose()
    onMerged(id)
  })

  function choose(field: MergeField, from: 'winner' | 'loser') {
    setFields(now => ({ ...now, [field]: from }))
  }

  function swap() {
    setWinner(loserId)
    setFields(turned)
    setCustom(turned)
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      width={880}
      title="Merge two leads"
      lead={preview ? <Lead preview={preview} /> : 'One is left, with everything that belongs to both.'}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="filled"
            disabled={!preview || chosen.isFetching}
            loading={merge.isPending}
            onClick={() => preview && merge.mutate({ choice, loserName: preview.loser.name })}
          >
            Merge leads
          </Button>
        </>
      }
    >
      {chosen.isError && <ErrorState error={chosen.error} level={3} />}
      {!preview &&
        !chosen.isError &&
        ['60%', '80%', '70%'].map(width => <SkeletonLine key={width} width={width} />)}
      {preview && (
        <>
          <div className={classes.tools}>
            <Button
              size="sm"
              leftSection={<IconArrowsExchange size={16} stroke={1.75} aria-hidden />}
              onClick={swap}
            >
              Keep the other lead
            </Button>
            <Checkbox
              label="Show every field"
              checked={isWhole}
              onChange={event => setWhole(event.currentTarget.checked)}
            />
          </div>
          <MergeTable
            preview={preview}
            choices={choice}
            isWhole={isWhole}
            onChoose={choose}
            onChooseCustom={(key, from) => setCustom(now => ({ ...now, [key]: from }))}
          />
          <p className={classes.note}>
            Phones, tags and agreements of both are kept. You can undo this for 30 days.
          </p>
        </>
      )}
    </Dialog>
  )
}

/** The same choices seen from the other side. */
function turned<C extends Partial<Record<string, 'winner' | 'loser'>>>(choices: C): C {
  const entries = Object.entries(choices).map(([name, from]) => [
    name,
    from === 'winner' ? 'loser' : 'winner',
  ])
  return Object.fromEntries(entries)
}

function Lead({ preview }: { preview: MergePreview }) {
  const moves = sayMoves(preview.moves)
  return (
    <>
      <b>{preview.winner.name}</b> stays; {preview.loser.name} becomes part of it
      {moves && `, with ${moves}`}. Links to it lead here.
    </>
  )
}
