import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { setConnection } from '../lib/connection.ts'
import { SkeletonRows } from './Skeletons.tsx'

afterEach(() => {
  cleanup()
  setConnection('idle')
})

it('says that rows wait for a connection, and comes back to their shape with it', () => {
  render(<SkeletonRows of="leads" />)
  expect(screen.getByRole('status').textContent).toBe('')
  act(() => setConnection('offline'))
  expect(screen.getByText(/^You are offline/)).toBeTruthy()
  act(() => setConnection('live'))
  expect(screen.getByRole('status', { name: 'Loading leads' })).toBeTruthy()
})
