import { expect, it } from 'vitest'
import { ProblemError, readProblem } from './problem.ts'

const answer = (status: number, body: unknown) =>
  new Response(typeof body === 'string' ? body : JSON.stringify(body), { status })

it('reads a problem with its fields and facts', async () => {
  const error = await readProblem(
    answer(409, {
      type: 'https://example.org/errors/edit-conflict',
      title: 'Changed by someone else',
      status: 409,
      detail: 'Meera changed the budget.',
      errors: [{ path: 'budget', message: 'is ₹5 L now' }],
      current: { budget: 500_000 },
    }),
  )
  expect(error).toBeInstanceOf(ProblemError)
  expect(error).toMatchObject({ type: 'edit-conflict', status: 409, message: 'Meera changed the budget.' })
  expect(error.messageOf('budget')).toBe('is ₹5 L now')
  expect(error.messageOf('name')).toBeUndefined()
  expect(error.problem.current).toEqual({ budget: 500_000 })
})

it('takes the title where there is no detail', async () => {
  const error = await readProblem(answer(404, { type: 'not-found', title: 'Not found', status: 404 }))
  expect(error.message).toBe('Not found')
})

it('makes a problem of what something in between answered', async () => {
  expect(await readProblem(answer(502, '<html>Bad gateway</html>'))).toMatchObject({
    type: 'unavailable',
    status: 502,
  })
  expect(await readProblem(answer(400, 'null'))).toMatchObject({ type: 'internal', status: 400 })
})
