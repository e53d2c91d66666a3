import { ActionIcon, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { showToast } from '../../../ui/toast.ts'
import { isOfBoard } from '../saved-views.ts'
import { type SavedView, viewsQuery } from '../setup.ts'
import { createView, deleteView, orderViews, setDefaultView } from '../setup-api.ts'

export interface SavedViewMenuProps {
  view: SavedView
  /** All views in this person's order. */
  views: readonly SavedView[]
  isDefault: boolean
  /** Rename or share it. */
  onChange: () => void
  onGone: () => void
}

/** What can be done with the view that is open. */
export function SavedViewMenu({ view, views, isDefault, onChange, onGone }: SavedViewMenuProps) {
  const client = useQueryClient()
  const refresh = () => client.invalidateQueries({ queryKey: viewsQuery.queryKey })
  const fail = (error: Error) =>
    showToast({ message: `This did not work: ${error.message}`, tone: 'problem' })
  const order = useMutation({ mutationFn: orderViews, onError: fail, onSettled: refresh })
  const opening = useMutation({
    mutationFn: setDefaultView,
    onSuccess: (_views, id) =>
      showToast({
        message: id === null ? 'The list opens with all leads' : `The list opens with ${view.name}`,
      }),
    onError: fail,
    onSettled: refresh,
  })
  const again = useMutation({ mutationFn: createView, onError: fail, onSettled: refresh })
  const removal = useMutation({
    mutationFn: deleteView,
    onSuccess: () => {
      const { name, sharing, team_id, definition } = view
      onGone()
      showToast({
        message: `View ${name} deleted`,
        action: {
          label: 'Undo',
          run: () => again.mutate({ name, sharing, team_id, definition: definition as never }),
        },
      })
    },
    onError: fail,
    onSettled: refresh,
  })
  // Boards stand in a menu of their own, lists in tabs: each changes places with the next of its kind.
  const isBoard = isOfBoard(view)
  const alike = views.filter(one => isOfBoard(one) === isBoard)
  const index = alike.findIndex(one => one.id === view.id)
  function move(step: -1 | 1) {
    const other = alike[index + step]
    if (!other) return
    const places = new Map([
      [view.id, other.id],
      [other.id, view.id],
    ])
    order.mutate(views.map(({ id }) => places.get(id) ?? id))
  }
  async function copyLink() {
    await navigator.clipboard.writeText(location.href)
    showToast({ message: 'Link copied. Whoever opens it sees only leads they may see.' })
  }

  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <ActionIcon variant="subtle" size="sm" aria-label={`More for view ${view.name}`}>
          <IconChevronDown size={14} stroke={1.75} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {!view.is_mine && view.owner && <Menu.Label>Shared by {view.owner.name}</Menu.Label>}
        {view.may_edit && <Menu.Item onClick={onChange}>Rename or share</Menu.Item>}
        <Menu.Item onClick={() => void copyLink()}>Copy link</Menu.Item>
        {!isBoard && (
          <Menu.Item onClick={() => opening.mutate(isDefault ? null : view.id)}>
            {isDefault ? 'Do not open with this view' : 'Open the list with this view'}
          </Menu.Item>
        )}
        <Menu.Item disabled={index === 0} onClick={() => move(-1)}>
          {isBoard ? 'Move up' : 'Move left'}
        </Menu.Item>
        <Menu.Item disabled={index === alike.length - 1} onClick={() => move(1)}>
          {isBoard ? 'Move down' : 'Move right'}
        </Menu.Item>
        {view.may_edit && <Menu.Item onClick={() => removal.mutate(view.id)}>Delete view</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  )
}
