// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { dropDraft, forgetDrafts, keepDraft, openDrafts, readDraft } from './drafts.ts'

const EMPTY = { name: '', tags: [] as string[] }

beforeEach(() => {
  localStorage.clear()
  openDrafts(7)
})

describe('a draft', () => {
  it('comes back after a reload', () => {
    keepDraft(7, 'lead', { key: 'k', values: { name: 'Asha', tags: ['villa'] } })
    expect(readDraft(7, 'lead', EMPTY)).toEqual({ key: 'k', values: { name: 'Asha', tags: ['villa'] } })
  })

  it('belongs to one person', () => {
    keepDraft(7, 'lead', { key: 'k', values: { name: 'Asha', tags: [] } })
    expect(readDraft(8, 'lead', EMPTY)).toBeNull()
  })

  it('is gone once dropped', () => {
    keepDraft(7, 'lead', { key: 'k', values: EMPTY })
    dropDraft(7, 'lead')
    expect(readDraft(7, 'lead', EMPTY)).toBeNull()
  })

  it('does not outlive the session, whatever the form still wants to keep', () => {
    keepDraft(7, 'lead', { key: 'k', values: { name: 'Asha', tags: [] } })
    localStorage.setItem('optimwalls-columns', 'kept')
    forgetDrafts()
    expect(keepDraft(7, 'lead', { key: 'k', values: { name: 'Asha', tags: [] } })).toBe(false)
    expect(Object.keys(localStorage)).toEqual(['optimwalls-columns'])
  })

  it('goes when another person signs in', () => {
    keepDraft(7, 'lead', { key: 'k', values: { name: 'Asha', tags: [] } })
    openDrafts(70)
    openDrafts(7)
    expect(readDraft(7, 'lead', EMPTY)).toBeNull()
  })

  it('stays when the same person comes back to the page', () => {
    keepDraft(7, 'lead', { key: 'k', values: { name: 'Asha', tags: [] } })
    openDrafts(7)
    expect(readDraft(7, 'lead', EMPTY)?.values.name).toBe('Asha')
  })

  it('of an older form loses what no longer fits', () => {
    localStorage.setItem('optimwalls-draft:7:lead', '{"key":"k","values":{"name":5,"tags":"x","gone":1}}')
    expect(readDraft(7, 'lead', EMPTY)?.values).toEqual(EMPTY)
  })

  it.each(['{', '[]', '"x"', '{"key":1,"values":{}}', '{"key":"k","values":null}'])(
    'that reads %s is none',
    text => {
      localStorage.setItem('optimwalls-draft:7:lead', text)
      expect(readDraft(7, 'lead', EMPTY)).toBeNull()
    },
  )

  it('says when the device keeps nothing', () => {
    vi.stubGlobal('localStorage', {
      setItem() {
        throw new DOMException('full', 'QuotaExceededError')
      },
    })
    expect(keepDraft(7, 'lead', { key: 'k', values: EMPTY })).toBe(false)
    vi.unstubAllGlobals()
  })
})
