import { IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, useId, useState } from 'react'
import { ScoreBadge } from '../../../ui/ScoreBadge.tsx'
import { type PaletteGroup, type PaletteItem, splitAtMatch } from '../palette-items.ts'
import { takeTyped } from '../typed-ahead.ts'
import classes from './Palette.module.css'

export interface PaletteListProps {
  query: string
  onQuery: (query: string) => void
  groups: PaletteGroup[]
  isSearching: boolean
  onClose: () => void
}

/** The field and its list: the focus stays in the field, arrows move the choice. */
export function PaletteList({ query, onQuery, groups, isSearching, onClose }: PaletteListProps) {
  const listId = useId()
  const items = groups.flatMap(group => group.items)
  const [chosenId, setChosenId] = useState<string | null>(null)
  const chosen = items.find(item => item.id === chosenId) ?? items[0]
  const optionId = (item: PaletteItem) => `${listId}-${item.id}`

  const press = (event: KeyboardEvent) => {
    const at = chosen ? items.indexOf(chosen) : -1
    const moves: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length }
    const to = moves[event.key]
    if (to !== undefined && items.length > 0) {
      event.preventDefault()
      const next = items[to % items.length]
      setChosenId(next?.id ?? null)
      if (next) document.getElementById(optionId(next))?.scrollIntoView({ block: 'nearest' })
    } else if (event.key === 'Enter' && chosen && !event.nativeEvent.isComposing) {
      event.preventDefault()
      if ((event.metaKey || event.ctrlKey) && chosen.href) {
        window.open(chosen.href, '_blank', 'noopener')
        onClose()
      } else chosen.run()
    }
  }

  return (
    <>
      <div className={classes.field}>
        <IconSearch size={16} stroke={1.75} aria-hidden />
        <input
          data-autofocus
          className={classes.input}
          role="combobox"
          aria-label="Search or jump to"
          aria-expanded={items.length > 0}
          aria-controls={listId}
          aria-activedescendant={chosen ? optionId(chosen) : undefined}
          placeholder="Name, city, phone, e-mail or what to do"
          value={query}
          onChange={event => {
            onQuery(event.currentTarget.value)
            setChosenId(null)
          }}
          onFocus={() => {
            const early = takeTyped()
            if (early) onQuery(query + early)
          }}
          onKeyDown={press}
          spellCheck={false}
          autoComplete="off"
        />
      </div>
      <div role="listbox" id={listId} aria-label="What was found" className={classes.list}>
        {groups.map(group => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options, which a fieldset cannot be
          <div key={group.title} role="group" aria-labelledby={`${listId}-${group.title}`}>
            <p id={`${listId}-${group.title}`} className={classes.title}>
              {group.title}
            </p>
            {group.items.map(item => (
              <PaletteLine
                key={item.id}
                id={optionId(item)}
                item={item}
                query={query}
                isChosen={item === chosen}
                onPoint={() => setChosenId(item.id)}
              />
            ))}
          </div>
        ))}
      </div>
      <p role="status" className={classes.state}>
        {items.length > 0 ? '' : isSearching ? 'Searching' : `Nothing found for “${query.trim()}”.`}
      </p>
      <footer className={classes.foot} aria-hidden>
        <span>↑↓ choose</span>
        <span>↵ open</span>
        <span>esc close</span>
      </footer>
    </>
  )
}

interface PaletteLineProps {
  id: string
  item: PaletteItem
  query: string
  isChosen: boolean
  onPoint: () => void
}

function PaletteLine({ id, item, query, isChosen, onPoint }: PaletteLineProps) {
  const [before, match, after] = splitAtMatch(item.label, query)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys of the whole list
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isChosen}
      className={classes.line}
      onPointerMove={isChosen ? undefined : onPoint}
      onClick={item.run}
    >
      <item.icon size={16} stroke={1.75} aria-hidden />
      <span className={classes.label}>
        {before}
        {match && <mark>{match}</mark>}
        {after}
        {item.hint && <span className={classes.hint}>{item.hint}</span>}
      </span>
      <ScoreBadge score={item.score} />
    </div>
  )
}
