import board from './Board.module.css'
import classes from './BoardSkeleton.module.css'

const LANES = [
  { lane: 'first', cards: ['a', 'b', 'c', 'd', 'e'] },
  { lane: 'second', cards: ['a', 'b', 'c', 'd'] },
  { lane: 'third', cards: ['a', 'b', 'c'] },
  { lane: 'fourth', cards: ['a', 'b'] },
]

/** The board while it is on its way. */
export function BoardSkeleton() {
  return (
    <div className={board.board} aria-busy="true" role="status" aria-label="The board is loading">
      {LANES.map(({ lane, cards }) => (
        <div key={lane} className={classes.lane}>
          <span className={classes.head} />
          {cards.map(card => (
            <span key={card} className={classes.card} />
          ))}
        </div>
      ))}
    </div>
  )
}
