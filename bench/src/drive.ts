import autocannon from 'autocannon'
import type { Call } from './operation.ts'

/** One side of a comparison while it is measured. */
export interface Target {
  url: string
  /** Sent with each call. */
  headers: Record<string, string>
  next: () => Call
}

/** What a target did over all its rounds. */
export interface Measured {
  requestsPerSecond: number
  /** Milliseconds. */
  p50: number
  /** Milliseconds. */
  p99: number
  /** Answers other than 2xx, and connections that failed. */
  failures: number
}

interface Round {
  seconds: number
  latencies: number[]
  failures: number
}

export interface Load {
  seconds: number
  rounds: number
  connections: number
}

/** Until the code that answers has been compiled: a server that has run for a while is what people meet. */
const WARM_UP_SECONDS = 3

/** Measures targets in turns (A B A B), so that what drifts on the machine meets all of them alike. A turn begins when `untilIdle` says
 *  that nothing of the one before is still at work: slow statements go on when nobody waits for their answer any more. */
export async function measure(
  targets: readonly Target[],
  load: Load,
  untilIdle: () => Promise<void>,
): Promise<Measured[]> {
  const rounds = targets.map((): Round[] => [])
  const turn = async (target: Target, seconds: number) => {
    const round = await drive(target, { ...load, seconds })
    await untilIdle()
    return round
  }
  for (const target of targets) await turn(target, WARM_UP_SECONDS)
  for (let round = 0; round < load.rounds; round += 1) {
    for (const [i, target] of targets.entries()) rounds[i]?.push(await turn(target, load.seconds))
  }
  return rounds.map(combine)
}

function drive({ url, headers, next }: Target, { seconds, connections }: Load): Promise<Round> {
  const round: Round = { seconds, latencies: [], failures: 0 }
  return new Promise((resolve, reject) => {
    const instance = autocannon(
      {
        url,
        connections,
        duration: seconds,
        requests: [{ setupRequest: request => ({ ...request, ...toRequest(next()) }) }],
      },
      (error, result) => {
        if (error) return reject(error)
        round.seconds = result.duration
        round.failures += result.errors
        resolve(round)
      },
    )
    instance.on('response', (_client, status, _bytes, milliseconds) => {
      round.latencies.push(milliseconds)
      if (status < 200 || status > 299) round.failures += 1
    })
  })

  function toRequest({ method, path, body }: Call) {
    if (body === undefined) return { method, path, headers }
    return {
      method,
      path,
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }
  }
}

function combine(rounds: readonly Round[]): Measured {
  const latencies = rounds.flatMap(round => round.latencies).sort((a, b) => a - b)
  const seconds = rounds.reduce((sum, round) => sum + round.seconds, 0)
  const percentile = (share: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0
  return {
    requestsPerSecond: latencies.length / seconds,
    p50: percentile(0.5),
    p99: percentile(0.99),
    failures: rounds.reduce((sum, round) => sum + round.failures, 0),
  }
}
