import { Button } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { lazy, Suspense, useRef, useState } from 'react'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonLine } from '../../../ui/Skeletons.tsx'
import { type PairAnswer, type PairState, type PairStrength, pairsQuery, type SuspectedPair } from './api.ts'
import { PairCard } from './PairCard.tsx'
import classes from './PairReview.module.css'
import { useDecidePair } from './use-merging.ts'

const MergeDialog = lazy(async () => ({ default: (await import('./MergeDialog.tsx')).MergeDialog }))

export interface PairReviewProps {
  state: PairState
  strength: PairStrength | undefined
}

const EMPTY: Record<PairState, { title: string; words: string }> = {
  open: {
    title: 'No pairs to review',
    words: 'Leads that share a phone or an e-mail, or whose names are alike, will stand here.',
  },
  later: { title: 'Nothing is put off', words: 'What you put off comes back to the review after a week.' },
  settled: {
    title: 'Nothing is settled yet',
    words: 'Pairs that somebody called two people, or one household, will stand here.',
  },
}

/** Suspected pairs one under the other. J and K go from pair to pair; M, N, H and L answer. */
export function PairReview({ state, strength }: PairReviewProps) {
  const found = useInfiniteQuery(pairsQuery(state, strength))
  const decide = useDecidePair()
  const [merging, setMerging] = useState<SuspectedPair | null>(null)
  const list = useRef<HTMLUListElement>(null)
  const [answered, setAnswered] = useState<ReadonlySet<string>>(new Set())
  const pairs = (found.data?.pages ?? [])
    .flatMap(page => page?.data ?? [])
    .filter(pair => !answered.has(keyOf(pair)))

  function say(pair: SuspectedPair, decision: PairAnswer | null) {
    const [first, second] = [pair.first.lead?.id, pair.second.lead?.id]
    if (first === undefined || second === undefined) return
    const key = keyOf(pair)
    const put = (isGone: boolean) =>
      setAnswered(now => new Set(isGone ? [...now, key] : [...now].filter(one => one !== key)))
    put(true)
    // Gone from the page at once; what the list says afterwards counts.
    decide.mutate({ first, second, decision }, { onError: () => put(false), onSettled: () => put(false) })
  }

  const current = () => list.current?.querySelector<HTMLElement>('article:focus-within, article:focus')
  const go = (by: number) => () => {
    const all = [...(list.current?.querySelectorAll('article') ?? [])]
    const at = all.findIndex(one => one.contains(document.activeElement))
    all[Math.max(0, Math.min(all.length - 1, at + by))]?.focus()
  }
  const onCurrent = (act: (pair: SuspectedPair) => void) => () => {
    const pair = pairs.find(one => keyOf(one) === current()?.dataset.pair)
    if (pair?.first.lead && pair.second.lead) act(pair)
  }
  useHotkeys([
    ['j', go(1)],
    ['k', go(-1)],
    ['m', onCurrent(setMerging)],
    ['n', onCurrent(pair => say(pair, 'not_duplicate'))],
    ['h', onCurrent(pair => say(pair, 'household'))],
    ['l', onCurrent(pair => say(pair, 'later'))],
  ])

  if (found.isPending) {
    return (
      <div role="status" aria-label="Loading the pairs" className={classes.bones}>
        {['90%', '80%', '86%', '70%'].map(width => (
          <SkeletonLine key={width} width={width} />
        ))}
      </div>
    )
  }
  if (found.isError && pairs.length === 0) {
    return <ErrorState error={found.error} onRetry={() => void found.refetch()} />
  }
  if (pairs.length === 0) {
    return (
      <EmptyState title={EMPTY[state].title} drawing="plan">
        {EMPTY[state].words}
      </EmptyState>
    )
  }
  return (
    <>
      <ul className={classes.pairs} ref={list} aria-label="Pairs of leads">
        {pairs.map(pair => (
          <li key={keyOf(pair)}>
            <PairCard
              pair={pair}
              id={keyOf(pair)}
              onMerge={() => setMerging(pair)}
              onSay={decision => say(pair, decision)}
            />
          </li>
        ))}
      </ul>
      {found.hasNextPage && (
        <div className={classes.more}>
          <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
      <Suspense>
        {merging?.first.lead && merging.second.lead && (
          <MergeDialog
            lead={merging.first.lead}
            otherId={merging.second.lead.id}
            onClose={() => setMerging(null)}
            onMerged={() => setMerging(null)}
          />
        )}
      </Suspense>
    </>
  )
}

const keyOf = (pair: SuspectedPair) =>
  [pair.first, pair.second].map(side => side.lead?.id ?? side.ask_token?.slice(0, 24)).join('-')
