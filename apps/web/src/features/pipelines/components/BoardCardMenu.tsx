import { Menu } from '@mantine/core'
import { IconBulb, IconMoon, IconSun, IconX } from '@tabler/icons-react'
import { Spot } from '../../../ui/Spot.tsx'
import { StageRing } from '../../../ui/StageRing.tsx'
import type { Card, CardNext, Column } from '../board.ts'

export interface BoardCardMenuProps {
  /** Whose menu, and the button it hangs on; null while closed. */
  target: { card: Card; anchor: HTMLElement } | null
  columns: readonly Column[]
  /** What is best done next with the card. */
  next: CardNext | undefined
  onNext: (card: Card) => void
  onDismiss: (card: Card) => void
  onClose: () => void
  onMove: (card: Card, column: string) => void
  onLose: (card: Card) => void
  onSleep: (card: Card) => void
  onWake: (card: Card) => void
}

/** "Move to…": every stage, Lost, and sleep, without dragging. One for the whole board. */
export function BoardCardMenu({
  target,
  columns,
  next,
  onNext,
  onDismiss,
  onClose,
  onMove,
  onLose,
  onSleep,
  onWake,
}: BoardCardMenuProps) {
  if (!target) return null
  const { card, anchor } = target
  const close = () => {
    onClose()
    anchor.focus()
  }
  return (
    <Menu opened onClose={close} position="bottom-end" returnFocus={false} key={card.id}>
      <Menu.Target>
        <Spot over={anchor} />
      </Menu.Target>
      <Menu.Dropdown
        maw="min(320px, calc(100vw - 16px))"
        aria-label={next ? `What to do with ${card.name}` : `Move ${card.name} to`}
      >
        {next && (
          <>
            <Menu.Label>
              {next.reason}
              <br />
              {next.effect}
            </Menu.Label>
            <Menu.Item
              leftSection={<IconBulb size={14} stroke={1.75} aria-hidden />}
              onClick={() => onNext(card)}
            >
              {next.words}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconX size={14} stroke={1.75} aria-hidden />}
              onClick={() => onDismiss(card)}
            >
              Not now
            </Menu.Item>
            <Menu.Divider />
          </>
        )}
        <Menu.Label>Move to</Menu.Label>
        {columns.map(column => (
          <Menu.Item
            key={column.key}
            leftSection={<StageRing category={column.category} />}
            disabled={column.stage_ids.includes(card.stage_id)}
            onClick={() => onMove(card, column.key)}
          >
            {column.name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        {card.sleeps_until === null ? (
          <Menu.Item
            leftSection={<IconMoon size={14} stroke={1.75} aria-hidden />}
            disabled={card.status === 'converted'}
            onClick={() => onSleep(card)}
          >
            Sleep until…
          </Menu.Item>
        ) : (
          <Menu.Item
            leftSection={<IconSun size={14} stroke={1.75} aria-hidden />}
            onClick={() => onWake(card)}
          >
            Wake now
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<StageRing category="lost" />}
          disabled={card.status === 'converted'}
          onClick={() => onLose(card)}
        >
          Lost…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
