import { ActionIcon, Button, Menu, Select, TextInput } from '@mantine/core'
import { IconDots, IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useId, useState } from 'react'
import { ProblemError } from '../../../lib/problem.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { TagChip } from '../../../ui/TagChip.tsx'
import { showToast } from '../../../ui/toast.ts'
import { countWords } from '../bulk-words.ts'
import { type Tag, tagsQuery } from '../setup.ts'
import { changeTag, createTag, deleteTag, mergeTag } from '../setup-api.ts'
import { ColorMenu } from './ColorMenu.tsx'
import classes from './TagSettings.module.css'

type Asked = { deed: 'add' } | { deed: 'rename' | 'merge' | 'delete'; tag: Tag }

/** The firm's tags: colours, how many leads have each; rename, merge and delete reach all of them. */
export function TagSettings() {
  const client = useQueryClient()
  const tags = useQuery(tagsQuery)
  const [asked, setAsked] = useState<Asked | null>(null)
  const refresh = () => client.invalidateQueries({ queryKey: tagsQuery.queryKey })
  const color = useMutation({
    mutationFn: ({ tag, color }: { tag: Tag; color: Tag['color'] }) => changeTag(tag.id, { color }),
    onError: error => showToast({ message: `Not saved: ${error.message}`, tone: 'problem' }),
    onSettled: refresh,
  })

  if (tags.isPending) return <SkeletonRows of="tags" rows={5} />
  if (tags.isError) return <ErrorState error={tags.error} onRetry={() => void tags.refetch()} />
  const add = (
    <Button
      variant="filled"
      leftSection={<IconPlus size={16} stroke={1.75} aria-hidden />}
      onClick={() => setAsked({ deed: 'add' })}
    >
      Add tag
    </Button>
  )
  return (
    <>
      {tags.data.length === 0 ? (
        <EmptyState title="No tags yet" actions={add}>
          Tags mark leads across stages: VIP, NRI, repeat client. Anyone who edits leads may add one.
        </EmptyState>
      ) : (
        <>
          <div className={classes.top}>
            <p className={classes.lead}>
              Anyone who edits a lead may add a tag. Renaming and merging reach all leads.
            </p>
            {add}
          </div>
          <ul className={classes.list} aria-label="Tags">
            {tags.data.map(tag => (
              <li key={tag.id} className={classes.item}>
                <ColorMenu
                  of={tag.name}
                  color={tag.color}
                  onColor={next => color.mutate({ tag, color: next })}
                />
                <span className={classes.name}>
                  <TagChip name={tag.name} color={tag.color} />
                </span>
                {tag.leads !== null && (
                  <Link to="/leads" search={{ tag: [tag.name] }} className={classes.count}>
                    {tag.leads === 0 ? 'No leads' : countWords(tag.leads)}
                  </Link>
                )}
                <Menu position="bottom-end">
                  <Menu.Target>
                    <ActionIcon variant="subtle" size="sm" aria-label={`More for ${tag.name}`}>
                      <IconDots size={16} stroke={1.75} aria-hidden />
                    </ActionIcon>
                  </Menu.Target>
                  <Menu.Dropdown>
                    <Menu.Item onClick={() => setAsked({ deed: 'rename', tag })}>Rename</Menu.Item>
                    <Menu.Item onClick={() => setAsked({ deed: 'merge', tag })}>Merge into another</Menu.Item>
                    <Menu.Item onClick={() => setAsked({ deed: 'delete', tag })}>Delete</Menu.Item>
                  </Menu.Dropdown>
                </Menu>
              </li>
            ))}
          </ul>
        </>
      )}
      {asked && (
        <TagDialog
          key={asked.deed}
          asked={asked}
          tags={tags.data}
          onClose={() => setAsked(null)}
          onDone={() => {
            setAsked(null)
            void refresh()
          }}
        />
      )}
    </>
  )
}

interface TagDialogProps {
  asked: Asked
  tags: readonly Tag[]
  onClose: () => void
  onDone: () => void
}

function TagDialog({ asked, tags, onClose, onDone }: TagDialogProps) {
  const form = useId()
  const tag = asked.deed === 'add' ? null : asked.tag
  const [name, setName] = useState(asked.deed === 'rename' ? asked.tag.name : '')
  const [into, setInto] = useState<string | null>(null)
  const doing = useMutation({
    mutationFn: async (): Promise<unknown> => {
      if (!tag) return createTag({ name: name.trim() })
      if (asked.deed === 'rename') return changeTag(tag.id, { name: name.trim() })
      return asked.deed === 'merge' ? mergeTag(tag.id, Number(into)) : deleteTag(tag.id)
    },
    onSuccess: onDone,
  })
  const isReady = asked.deed === 'delete' || (asked.deed === 'merge' ? into !== null : name.trim() !== '')
  const target = tags.find(one => String(one.id) === into)
  const titles = {
    add: 'Add a tag',
    rename: `Rename ${tag?.name}`,
    merge: `Merge ${tag?.name}`,
    delete: `Delete ${tag?.name}?`,
  }
  const deeds = {
    add: 'Add tag',
    rename: 'Rename tag',
    merge: target ? `Merge into ${target.name}` : 'Merge tags',
    delete: 'Delete tag',
  }
  const leads = tag?.leads ? countWords(tag.leads) : 'All leads with it'
  const error =
    doing.error &&
    ((doing.error instanceof ProblemError && doing.error.errors[0]?.message) || doing.error.message)

  function submit(event: FormEvent) {
    event.preventDefault()
    if (isReady) doing.mutate()
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={titles[asked.deed]}
      lead={asked.deed === 'delete' ? `${leads} lose it. This cannot be undone.` : undefined}
      actions={
        <>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            form={form}
            variant="filled"
            color={asked.deed === 'delete' ? 'red' : undefined}
            loading={doing.isPending}
            disabled={!isReady}
          >
            {deeds[asked.deed]}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit}>
        {(asked.deed === 'add' || asked.deed === 'rename') && (
          <TextInput
            label="Name"
            maxLength={40}
            value={name}
            error={error}
            onChange={event => setName(event.currentTarget.value)}
            data-autofocus
          />
        )}
        {asked.deed === 'merge' && (
          <Select
            label="Into"
            description={`${leads} get it instead. This cannot be undone.`}
            placeholder="Choose the tag that stays"
            data={tags
              .filter(one => one.id !== tag?.id)
              .map(one => ({ value: String(one.id), label: one.name }))}
            value={into}
            error={error}
            onChange={setInto}
            searchable
            data-autofocus
            openOnFocus={false}
          />
        )}
        {asked.deed === 'delete' && error && <p role="alert">{error}</p>}
      </form>
    </Dialog>
  )
}
