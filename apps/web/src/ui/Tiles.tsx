import type { ReactNode } from 'react'
import classes from './Tiles.module.css'

export interface Tile {
  label: string
  figure: ReactNode
  /** Under the figure: what it means, or what it was before. */
  note?: ReactNode
  /** Puts the tile into a link; without it the tile opens nothing. */
  link?: ((className: string | undefined, content: ReactNode) => ReactNode) | undefined
}

export interface TilesProps {
  tiles: readonly Tile[]
  /** Four beside each other, two on a phone; by default as many as there is room for. */
  areFour?: boolean
  /** In a card that has a frame of its own: a line below takes the place of theirs. */
  isFlush?: boolean
}

/** Figures beside each other in one frame. */
export function Tiles({ tiles, areFour = false, isFlush = false }: TilesProps) {
  return (
    <ul className={classes.tiles} data-four={areFour || undefined} data-flush={isFlush || undefined}>
      {tiles.map(({ label, figure, note, link }) => {
        const content = (
          <>
            <span className={classes.label}>{label}</span>
            <span className={classes.figure}>{figure}</span>
            {note && <span className={classes.note}>{note}</span>}
          </>
        )
        return (
          <li key={label}>
            {link ? link(classes.tile, content) : <span className={classes.tile}>{content}</span>}
          </li>
        )
      })}
    </ul>
  )
}
