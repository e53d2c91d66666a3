import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { showToast } from '../../../ui/toast.ts'
import type { LeadSearch } from '../lead-search.ts'
import { definitionOf, isChanged, searchOf } from '../saved-views.ts'
import { type SavedView, viewsQuery } from '../setup.ts'
import { changeView } from '../setup-api.ts'
import type { ColumnLayout } from '../use-column-layout.ts'
import { SavedViewMenu } from './SavedViewMenu.tsx'

const ViewDialog = lazy(() => import('./ViewDialog.tsx').then(part => ({ default: part.ViewDialog })))

export interface SavedViewDeedsProps {
  search: LeadSearch
  onSearch: (search: LeadSearch) => void
  layout: ColumnLayout
  /** The saved view that the list stands on; none for a list of its own. */
  view: SavedView | undefined
  views: readonly SavedView[]
  defaultId: number | null
  /** Whether the list differs from what the tabs offer anyway. */
  isWorthSaving: boolean
}

/** Beside the tabs: the deeds of the view that is open, Save where it was changed, and Save as. */
export function SavedViewDeeds(props: SavedViewDeedsProps) {
  const { search, onSearch, layout, view, views, defaultId, isWorthSaving } = props
  const client = useQueryClient()
  const [asked, setAsked] = useState<'new' | 'change' | null>(null)
  const changed = view !== undefined && isChanged(view, search, layout)
  const saving = useMutation({
    mutationFn: (id: number) => changeView(id, { definition: definitionOf(search, layout) as never }),
    onSuccess: saved => {
      void client.invalidateQueries({ queryKey: viewsQuery.queryKey })
      showToast({ message: `${saved.name} saved` })
    },
    onError: error => showToast({ message: `Not saved: ${error.message}`, tone: 'problem' }),
  })

  return (
    <>
      {view && (
        <SavedViewMenu
          view={view}
          views={views}
          isDefault={view.id === defaultId}
          onChange={() => setAsked('change')}
          onGone={() => onSearch({ saved: 'all' })}
        />
      )}
      {changed && view.may_edit && (
        <Button size="sm" variant="subtle" loading={saving.isPending} onClick={() => saving.mutate(view.id)}>
          Save
        </Button>
      )}
      {(changed || (!view && isWorthSaving)) && (
        <Button
          size="sm"
          variant="subtle"
          leftSection={<IconPlus size={14} stroke={1.75} aria-hidden />}
          onClick={() => setAsked('new')}
        >
          {view ? 'Save as' : 'Save view'}
        </Button>
      )}
      {asked && (
        <Suspense fallback={null}>
          <ViewDialog
            view={asked === 'change' ? (view ?? null) : null}
            definition={definitionOf(search, layout)}
            hasSearchText={search.q !== undefined}
            onClose={() => setAsked(null)}
            onSaved={saved => {
              setAsked(null)
              void client.invalidateQueries({ queryKey: viewsQuery.queryKey })
              if (asked === 'new') onSearch(searchOf(saved))
            }}
          />
        </Suspense>
      )}
    </>
  )
}
