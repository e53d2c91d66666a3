import { expect, it } from 'vitest'
import { endingOf, formatSize, stemOf } from './file.ts'

it('says sizes as people do', () => {
  expect([0, 900, 1024, 860_000, 1_048_576, 2_500_000, 26_214_400].map(formatSize)).toEqual([
    '0 B',
    '900 B',
    '1 KB',
    '840 KB',
    '1 MB',
    '2.4 MB',
    '25 MB',
  ])
})

it('takes names apart', () => {
  expect(['Plan.pdf', 'Flat 3.1 as built.dwg', 'No ending'].map(endingOf)).toEqual(['PDF', 'DWG', 'File'])
  expect(['Plan.pdf', 'a.b.jpeg', 'No ending'].map(stemOf)).toEqual(['Plan', 'a.b', 'No ending'])
})
