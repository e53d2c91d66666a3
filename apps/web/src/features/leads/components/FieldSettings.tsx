import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconChevronDown, IconChevronUp, IconDots, IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { showAtOnce } from '../../../lib/show-at-once.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { showToast } from '../../../ui/toast.ts'
import { pipelinesQuery } from '../api.ts'
import { KIND_WORDS } from '../field-kinds.ts'
import { type CustomField, fieldsQuery } from '../setup.ts'
import { changeField, orderFields } from '../setup-api.ts'
import classes from './FieldSettings.module.css'

const FieldDialog = lazy(() => import('./FieldDialog.tsx').then(part => ({ default: part.FieldDialog })))

const ICON = { size: 16, stroke: 1.75, 'aria-hidden': true } as const

const ORDERING = ['field-order']

/** The firm's own fields: add, change, order, archive. */
export function FieldSettings() {
  const client = useQueryClient()
  const fields = useQuery(fieldsQuery)
  const pipelines = useQuery(pipelinesQuery).data ?? []
  const [edited, setEdited] = useState<CustomField | 'new' | null>(null)
  const refresh = () => client.invalidateQueries({ queryKey: fieldsQuery.queryKey })
  const fail = (error: Error) => showToast({ message: `Not saved: ${error.message}`, tone: 'problem' })
  const archive = useMutation({
    mutationFn: ({ field, isArchived }: { field: CustomField; isArchived: boolean }) =>
      changeField(field.id, { is_archived: isArchived }),
    onSuccess: (field, { isArchived }) => {
      void refresh()
      if (isArchived)
        showToast({
          message: `${field.label} archived; its values are kept`,
          action: { label: 'Undo', run: () => archive.mutate({ field, isArchived: false }) },
        })
    },
    onError: fail,
  })
  const order = useMutation({
    mutationKey: ORDERING,
    scope: { id: 'fields' },
    mutationFn: (ordered: CustomField[]) => orderFields(ordered.map(field => field.id)),
    onMutate: ordered => showAtOnce(client, fieldsQuery.queryKey, () => ordered),
    onError: fail,
    // What is read before the last order is kept is without it.
    onSettled: () => (client.isMutating({ mutationKey: ORDERING }) === 1 ? refresh() : undefined),
  })

  if (fields.isPending) return <SkeletonRows of="fields" rows={5} />
  if (fields.isError) return <ErrorState error={fields.error} onRetry={() => void fields.refetch()} />
  const shown = fields.data.filter(field => !field.is_archived)
  const archived = fields.data.filter(field => field.is_archived)

  function move(field: CustomField, step: -1 | 1) {
    const neighbour = shown[shown.indexOf(field) + step]
    if (!neighbour) return
    const all = fields.data ?? []
    order.mutate(all.map(one => (one.id === field.id ? neighbour : one.id === neighbour.id ? field : one)))
  }

  const add = (
    <Button variant="filled" leftSection={<IconPlus {...ICON} />} onClick={() => setEdited('new')}>
      Add field
    </Button>
  )
  return (
    <div className={classes.page}>
      {shown.length === 0 ? (
        <EmptyState title="No fields of your own yet" actions={add}>
          Add what your firm asks every lead: floor, society, vastu, number of rooms.
        </EmptyState>
      ) : (
        <>
          <div className={classes.top}>
            <p className={classes.lead}>
              They stand on each lead and in the form, and in the columns, filters and orders of the list.
            </p>
            {add}
          </div>
          <ul className={classes.list} aria-label="Fields">
            {shown.map((field, index) => (
              <li key={field.id} className={classes.item}>
                <span className={classes.words}>
                  <button type="button" className={classes.name} onClick={() => setEdited(field)}>
                    {field.label}
                  </button>
                  <span className={classes.told}>{tell(field, pipelines)}</span>
                </span>
                {field.is_required && <Badge>Required</Badge>}
                {field.index_state === 'building' && <Badge tone="blue">Being prepared</Badge>}
                {field.index_state === 'failed' && <Badge tone="red">Filter not ready</Badge>}
                <span className={classes.moves}>
                  <ActionIcon
                    variant="subtle"
                    size="sm"
                    aria-label={`Move ${field.label} up`}
                    disabled={index === 0}
                    onClick={() => move(field, -1)}
                  >
                    <IconChevronUp {...ICON} />
                  </ActionIcon>
                  <ActionIcon
                    variant="subtle"
                    size="sm"
                    aria-label={`Move ${field.label} down`}
                    disabled={index === shown.length - 1}
                    onClick={() => move(field, 1)}
                  >
                    <IconChevronDown {...ICON} />
                  </ActionIcon>
                </span>
                <Menu position="bottom-end">
                  <Menu.Target>
                    <ActionIcon variant="subtle" size="sm" aria-label={`More for ${field.label}`}>
                      <IconDots {...ICON} />
                    </ActionIcon>
                  </Menu.Target>
                  <Menu.Dropdown>
                    <Menu.Item onClick={() => setEdited(field)}>Change</Menu.Item>
                    {field.index_state === 'failed' && (
                      <Menu.Item onClick={() => archive.mutate({ field, isArchived: false })}>
                        Prepare the filter again
                      </Menu.Item>
                    )}
                    <Menu.Item onClick={() => archive.mutate({ field, isArchived: true })}>Archive</Menu.Item>
                  </Menu.Dropdown>
                </Menu>
              </li>
            ))}
          </ul>
        </>
      )}
      {archived.length > 0 && (
        <section aria-labelledby="archived-fields" className={classes.archived}>
          <h2 id="archived-fields" className={classes.title}>
            Archived
          </h2>
          <ul className={classes.list}>
            {archived.map(field => (
              <li key={field.id} className={classes.item}>
                <span className={classes.words}>
                  <span className={classes.gone}>{field.label}</span>
                  <span className={classes.told}>{KIND_WORDS[field.kind]}</span>
                </span>
                <Button size="sm" onClick={() => archive.mutate({ field, isArchived: false })}>
                  Use again
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {edited && (
        <Suspense fallback={null}>
          <FieldDialog
            key={edited === 'new' ? 'new' : edited.id}
            field={edited === 'new' ? null : edited}
            pipelines={pipelines}
            onClose={() => setEdited(null)}
            onSaved={() => {
              setEdited(null)
              void refresh()
            }}
          />
        </Suspense>
      )}
    </div>
  )
}

function tell(field: CustomField, pipelines: readonly { id: number; name: string }[]): string {
  const where = field.pipeline_ids
    ?.map(id => pipelines.find(pipeline => pipeline.id === id)?.name)
    .filter(Boolean)
    .join(', ')
  const options = field.options.filter(option => !option.archived).length
  const kind = KIND_WORDS[field.kind]
  const many = options > 0 ? `, ${options} ${options === 1 ? 'option' : 'options'}` : ''
  return `${kind}${many}${where ? ` · ${where} only` : ''}`
}
