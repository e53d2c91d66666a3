import { dictionary } from '@zxcvbn-ts/language-common'
import { expect, test } from 'vitest'
import { passwordFlaw } from './password-flaws.ts'

const owner = {
  name: 'Asha Kulkarni',
  email: 'a.kulkarni@brickandbeam.example',
  publicUrl: 'https://crm.brickandbeam.example',
}

test.each([
  ['one of the list', 'basketball'],
  ['one of the list, however it is written', 'BasketBall'],
  ['one of the list with digits behind it', 'password2026'],
  ['one of the list with signs around it', '!!welcome123'],
  ['one of the list with look-alikes', 'P@ssw0rd2026!'],
  ['one of the list twice', 'dragondragon'],
  ['the same letter', 'zzzzzzzzzzzz'],
  ['a run', 'abcdefghijkl'],
  ['a short piece over and over', 'x9x9x9x9x9x9'],
])('%s is guessed first', async (_what, password) => {
  expect(await passwordFlaw(password, owner)).toMatch(/guessed first/)
})

test.each([
  ['the product', 'OptimWalls2026'],
  ['their name', 'kulkarni-asha-1'],
  ['their name with look-alikes', 'Kulk4rni#2026'],
  ['the firm', 'BrickAndBeam!99'],
  ['the firm and one of the list', 'brickandbeam-password'],
])('%s is known', async (_what, password) => {
  expect(await passwordFlaw(password, owner)).toMatch(/your name/)
})

test.each([
  'correct horse battery staple',
  'k7#mPq29vL!x',
  'kulkarnis paint their kitchen green',
  'सातपिवळीघरेआणिबाग',
  '8305174926',
])('%s is taken', async password => {
  expect(await passwordFlaw(password, owner)).toBeUndefined()
})

test('far more than the 3,000 most used that are long enough are refused', async () => {
  const all = dictionary['passwords-common'].map(String)
  const made = all.filter(each => each.length >= 4).slice(0, 5000)
  const tried = [...all.filter(each => each.length >= 10), ...made.map(each => `${each}2026!`)]
  const flaws = await Promise.all(tried.map(each => passwordFlaw(each, owner)))
  expect(tried.length).toBeGreaterThan(6000)
  expect(tried.filter((_each, i) => flaws[i] === undefined)).toEqual([])
})
