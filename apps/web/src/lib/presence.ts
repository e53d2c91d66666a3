import type {
  PresenceClientMessages,
  PresenceFrame,
  PresenceState,
  PresentPerson,
  Topic,
} from '@optimwalls/contract'
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import { throttle } from './throttle.ts'

/** As much of a socket as presence uses. */
export interface PresenceLine {
  emit<N extends keyof PresenceClientMessages>(
    name: N,
    ...args: Parameters<PresenceClientMessages[N]>
  ): unknown
}

/** What this page is doing is told at most so often. */
const TELL_EVERY_MS = 200
/** Somebody who looks at another tab for so long is no longer here. */
const AWAY_AFTER_MS = 30_000

const NOBODY: readonly PresentPerson[] = []
const LOOKING: PresenceState = {}

/** A topic that something on this page takes part in or listens to. */
interface Place {
  topic: Topic
  people: readonly PresentPerson[]
  /** What each part of the page is doing there. */
  parts: Map<symbol, PresenceState>
  listeners: Set<() => void>
  isJoined: boolean
  tellSoon(): void
}

const places = new Map<Topic, Place>()
let line: PresenceLine | null = null
let isAway = false
let awayTimer: ReturnType<typeof setTimeout> | undefined

/** The socket is up, or rights have changed: takes every place of this page again. Only the live client calls it. */
export function openPresence(next: PresenceLine): void {
  document.addEventListener('visibilitychange', watchEyes)
  line = next
  joinAll()
}

/** The socket is down: nobody knows who is there. */
export function closePresence(): void {
  line = null
  for (const place of places.values()) {
    place.isJoined = false
    show(place, NOBODY)
  }
}

/** Somebody came, left or does something else. */
export function hearPresence({ topic, people }: Pick<PresenceFrame, 'topic' | 'people'>): void {
  const place = places.get(topic)
  if (place) show(place, people)
}

/**
 * Takes part in a topic as long as the component stands on the page, and says what it is doing there; null takes part in none. Comes
 * back by itself after an outage and when the tab is looked at again.
 * @returns everybody there, this person included; nobody until the server has answered
 */
export function usePresence(topic: Topic | null, doing: PresenceState = LOOKING): readonly PresentPerson[] {
  const [part] = useState(() => Symbol('part'))
  const saidAs = JSON.stringify(doing)
  useEffect(() => {
    if (topic === null) return
    const place = placeOf(topic)
    place.parts.set(part, JSON.parse(saidAs))
    place.tellSoon()
  }, [topic, part, saidAs])
  useEffect(() => {
    if (topic === null) return
    return () => endPart(topic, part)
  }, [topic, part])
  const subscribe = useCallback((listener: () => void) => listen(topic, listener), [topic])
  return useSyncExternalStore(subscribe, () => peopleAt(topic))
}

function peopleAt(topic: Topic | null): readonly PresentPerson[] {
  return (topic !== null && places.get(topic)?.people) || NOBODY
}

function placeOf(topic: Topic): Place {
  const known = places.get(topic)
  if (known) return known
  const place: Place = {
    topic,
    people: NOBODY,
    parts: new Map(),
    listeners: new Set(),
    isJoined: false,
    tellSoon: throttle(() => tell(place), TELL_EVERY_MS),
  }
  places.set(topic, place)
  return place
}

function listen(topic: Topic | null, listener: () => void): () => void {
  if (topic === null) return () => {}
  const place = placeOf(topic)
  place.listeners.add(listener)
  return () => {
    place.listeners.delete(listener)
    dropEmpty(place)
  }
}

function endPart(topic: Topic, part: symbol): void {
  const place = places.get(topic)
  if (!place) return
  place.parts.delete(part)
  place.tellSoon()
  dropEmpty(place)
}

function dropEmpty(place: Place): void {
  if (place.parts.size > 0 || place.listeners.size > 0) return
  leave(place)
  if (places.get(place.topic) === place) places.delete(place.topic)
}

function tell(place: Place): void {
  if (!line || isAway) return
  const { topic, parts } = place
  const doing: PresenceState = Object.assign({}, ...parts.values())
  if (parts.size === 0) leave(place)
  else if (place.isJoined) line.emit('doing', { topic, doing })
  else {
    place.isJoined = true
    line.emit('join', { topic, doing }, ({ here }) => {
      place.isJoined = here
    })
  }
}

function leave(place: Place): void {
  if (place.isJoined) line?.emit('leave', { topic: place.topic })
  place.isJoined = false
  show(place, NOBODY)
}

function joinAll(): void {
  for (const place of places.values()) {
    place.isJoined = false
    place.tellSoon()
  }
}

function show(place: Place, people: readonly PresentPerson[]): void {
  if (place.people === people) return
  place.people = people
  for (const listener of place.listeners) listener()
}

function watchEyes(): void {
  clearTimeout(awayTimer)
  if (document.visibilityState === 'hidden') awayTimer = setTimeout(goAway, AWAY_AFTER_MS)
  else if (isAway) {
    isAway = false
    joinAll()
  }
}

function goAway(): void {
  isAway = true
  for (const place of places.values()) leave(place)
}
