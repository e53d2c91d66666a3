import { expect, test } from 'vitest'
import { nameWords } from './name-words.ts'

test.each([
  ['Asha Rao', ['asha', 'rao']],
  ['  ASHA   rao-Patil ', ['asha', 'rao', 'patil']],
  ["Anita D'Souza", ['anita', 'd', 'souza']],
  ['José Muñoz', ['jose', 'munoz']],
  ['Jose\u0301', ['jose']],
  ['अनिता देशमुख', ['अनिता', 'देशमुख']],
  ['சரவணன்', ['சரவணன்']],
  ['Flat 12B, Pune', ['flat', '12b', 'pune']],
  ['ﬁnance Ｔｅａｍ', ['finance', 'team']],
  ['Rao Rao RAO', ['rao']],
  ['!!! — 🙂', []],
  ['', []],
])('the words of %j are %j', (text, words) => {
  expect(nameWords(text)).toEqual(words)
})

test('takes at most twelve words of at most forty characters', () => {
  expect(nameWords('a b c d e f g h i j k l m n')).toHaveLength(12)
  expect(nameWords('x'.repeat(50))).toEqual(['x'.repeat(40)])
})
