import { expect, it, vi } from 'vitest'
import type { Sending } from '../../lib/send-file.ts'
import { createUploadQueue } from './upload-queue.ts'

const fileOf = (name: string, size = 10) => {
  const file = new File(['x'], name)
  Object.defineProperty(file, 'size', { value: size })
  return file
}

/** A queue whose sending the test plays. */
function setUp() {
  const sent: (Sending & { arrive(): void; fail(error: Error): void })[] = []
  const onArrived = vi.fn(async () => {})
  const queue = createUploadQueue({
    leadId: 17,
    onArrived,
    send: sending =>
      new Promise<void>((resolve, reject) => {
        sent.push({ ...sending, arrive: resolve, fail: reject })
        sending.signal.addEventListener('abort', () => reject(sending.signal.reason))
      }),
  })
  const told = () => queue.uploads.map(({ file, state }) => `${file.name} ${state}`)
  return { queue, sent, told, onArrived }
}

it('sends two at a time and tells how far each is', async () => {
  const { queue, sent, told, onArrived } = setUp()
  queue.add([fileOf('a'), fileOf('b'), fileOf('c')])
  expect(told()).toEqual(['a sending', 'b sending', 'c waiting'])
  sent[0]?.onProgress(0.4)
  expect(queue.uploads[0]?.progress).toBe(0.4)
  sent[0]?.arrive()
  await vi.waitFor(() => expect(told()).toEqual(['b sending', 'c sending']))
  expect(onArrived).toHaveBeenCalledOnce()
})

it('a failed one says why, and is tried again as the same file', async () => {
  const { queue, sent, told } = setUp()
  queue.add([fileOf('a')])
  sent[0]?.fail(new Error('a is of a kind that is not taken.'))
  await vi.waitFor(() => expect(told()).toEqual(['a failed']))
  expect(queue.uploads[0]?.error).toBe('a is of a kind that is not taken.')
  queue.retry(queue.uploads[0]?.key ?? '')
  expect(told()).toEqual(['a sending'])
  expect(sent[1]?.key).toBe(sent[0]?.key)
})

it('a cancelled one is gone at once, and makes room', async () => {
  const { queue, sent, told } = setUp()
  queue.add([fileOf('a'), fileOf('b'), fileOf('c')])
  queue.cancel(queue.uploads[0]?.key ?? '')
  expect(sent[0]?.signal.aborted).toBe(true)
  await vi.waitFor(() => expect(told()).toEqual(['b sending', 'c sending']))
  queue.cancel(queue.uploads[1]?.key ?? '')
  expect(told()).toEqual(['b sending'])
})

it('what is too large is not sent', () => {
  const { queue, sent, told } = setUp()
  queue.add([fileOf('huge.jpg', 26 * 1024 * 1024), fileOf('a')])
  expect(told()).toEqual(['huge.jpg failed', 'a sending'])
  expect(queue.uploads[0]?.error).toBe('huge.jpg is larger than 25 MB.')
  expect(sent).toHaveLength(1)
})
