import { Button, Menu } from '@mantine/core'
import { IconBookmark, IconCheck, IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { showToast } from '../../../ui/toast.ts'
import { isNarrowed } from '../lead-search.ts'
import {
  type BoardAddress,
  boardDefinitionOf,
  boardSearchOf,
  isBoardChanged,
  isOfBoard,
} from '../saved-views.ts'
import { viewsQuery } from '../setup.ts'
import { changeView } from '../setup-api.ts'
import { SavedViewMenu } from './SavedViewMenu.tsx'

const ViewDialog = lazy(() => import('./ViewDialog.tsx').then(part => ({ default: part.ViewDialog })))

export interface BoardViewsProps {
  /** What the board shows, its pipeline named. */
  search: BoardAddress
  onSearch: (search: BoardAddress) => void
}

/** Boards that were saved: which one is open, what can be done with it, and Save for one that is not kept yet. */
export function BoardViews({ search, onSearch }: BoardViewsProps) {
  const client = useQueryClient()
  const [asked, setAsked] = useState<'new' | 'change' | null>(null)
  const saved = useQuery(viewsQuery).data
  const views = saved?.data ?? []
  const boards = views.filter(isOfBoard)
  const open = boards.find(view => view.id === search.saved)
  const changed = open !== undefined && isBoardChanged(open, search)
  const saving = useMutation({
    mutationFn: (id: number) => changeView(id, { definition: boardDefinitionOf(search) as never }),
    onSuccess: view => {
      void client.invalidateQueries({ queryKey: viewsQuery.queryKey })
      showToast({ message: `${view.name} saved` })
    },
    onError: error => showToast({ message: `Not saved: ${error.message}`, tone: 'problem' }),
  })
  if (!saved) return null

  return (
    <>
      {boards.length > 0 && (
        <Menu position="bottom-start">
          <Menu.Target>
            <Button
              size="sm"
              variant="subtle"
              leftSection={<IconBookmark size={14} stroke={1.75} aria-hidden />}
            >
              {open?.name ?? 'Saved boards'}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {boards.map(view => (
              <Menu.Item
                key={view.id}
                onClick={() => onSearch(boardSearchOf(view))}
                rightSection={
                  view.id === open?.id && <IconCheck size={16} stroke={1.75} aria-label="shown" />
                }
              >
                {view.name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {open && (
        <SavedViewMenu
          view={open}
          views={views}
          isDefault={false}
          onChange={() => setAsked('change')}
          onGone={() => onSearch({ pipeline: search.pipeline })}
        />
      )}
      {changed && open.may_edit && (
        <Button size="sm" variant="subtle" loading={saving.isPending} onClick={() => saving.mutate(open.id)}>
          Save
        </Button>
      )}
      {(changed || (!open && isNarrowed(search))) && (
        <Button
          size="sm"
          variant="subtle"
          leftSection={<IconPlus size={14} stroke={1.75} aria-hidden />}
          onClick={() => setAsked('new')}
        >
          {open ? 'Save as' : 'Save view'}
        </Button>
      )}
      {asked && (
        <Suspense fallback={null}>
          <ViewDialog
            view={asked === 'change' ? (open ?? null) : null}
            definition={boardDefinitionOf(search)}
            hasSearchText={search.q !== undefined}
            onClose={() => setAsked(null)}
            onSaved={view => {
              setAsked(null)
              void client.invalidateQueries({ queryKey: viewsQuery.queryKey })
              if (asked === 'new') onSearch(boardSearchOf(view))
            }}
          />
        </Suspense>
      )}
    </>
  )
}
