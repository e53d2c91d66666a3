import { IconPhone } from '@tabler/icons-react'
import { act, renderHook } from '@testing-library/react'
import { expect, test } from 'vitest'
import { type PageDeed, useOfferDeeds, usePageDeeds } from './page-deeds.ts'

const deeds = (id: string): PageDeed[] => [{ id, label: id, icon: IconPhone, run: () => {} }]

test('several parts of a page offer deeds side by side, each as long as it stands', () => {
  const { result } = renderHook(() => usePageDeeds().map(({ id }) => id))
  const [calls, conversion] = [deeds('call'), deeds('convert')]
  const first = renderHook(() => useOfferDeeds(calls))
  const second = renderHook(({ list }) => useOfferDeeds(list), { initialProps: { list: conversion } })
  expect(result.current).toEqual(['call', 'convert'])
  act(() => second.rerender({ list: deeds('undo') }))
  expect(result.current).toEqual(['call', 'undo'])
  act(() => first.unmount())
  expect(result.current).toEqual(['undo'])
  act(() => second.unmount())
  expect(result.current).toEqual([])
})
