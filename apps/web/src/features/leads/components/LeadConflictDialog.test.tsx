// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core'
import { cleanup, render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { LeadConflictDialog } from './LeadConflictDialog.tsx'

const conflict = {
  version: 9,
  yours: { budget: 2_250_000, style: 'Japandi' },
  theirs: { budget: 2_400_000, style: null },
  by: 'Meera Iyer',
}

function open() {
  const onResolve = vi.fn()
  render(
    <MantineProvider env="test">
      <LeadConflictDialog conflict={conflict} names={{}} onResolve={onResolve} />
    </MantineProvider>,
  )
  return { onResolve, user: userEvent.setup() }
}

afterEach(cleanup)

describe('LeadConflictDialog', () => {
  it('shows both values of each field', () => {
    open()
    expect(screen.getByRole('dialog', { name: /^Meera Iyer changed this/ })).toBeTruthy()
    for (const value of ['₹24,00,000', '₹22,50,000', 'nothing', 'Japandi']) {
      expect(screen.getByRole('radio', { name: value })).toBeTruthy()
    }
  })

  it('keeps theirs unless told otherwise', async () => {
    const { onResolve, user } = open()
    await user.click(screen.getByRole('button', { name: 'Keep what is chosen' }))
    expect(onResolve).toHaveBeenCalledWith({})
  })

  it('writes over only what was chosen', async () => {
    const { onResolve, user } = open()
    await user.click(screen.getByRole('radio', { name: '₹22,50,000' }))
    await user.click(screen.getByRole('button', { name: 'Keep what is chosen' }))
    expect(onResolve).toHaveBeenCalledWith({ budget: 2_250_000 })
  })
})
