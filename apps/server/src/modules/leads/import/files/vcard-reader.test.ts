import { expect, test } from 'vitest'
import { CARD_COLUMNS } from './contact-card.ts'
import { isJCard, readJCards } from './jcard-reader.ts'
import { readVCards } from './vcard-reader.ts'

async function* pieces(text: string, size: number) {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size)
}

/** The cards by column, without what is empty. */
async function read(text: string, size = text.length) {
  const cards: Record<string, string>[] = []
  for await (const { cells } of readVCards(pieces(text, size)))
    cards.push(
      Object.fromEntries(cells.flatMap((cell, i) => (cell === '' ? [] : [[CARD_COLUMNS[i] ?? '', cell]]))),
    )
  return cards.slice(1)
}

test('version 2.1 of an old phone: quoted-printable with soft breaks, types without names, a photo', async () => {
  const card = [
    'BEGIN:VCARD',
    'VERSION:2.1',
    'N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E0=A4=B0=E0=A4=BE=E0=A4=B5;=',
    '=E0=A4=86=E0=A4=B6=E0=A4=BE;;;',
    'TEL;WORK;FAX:022 111',
    'TEL;WORK:022 2345 6789',
    'TEL;CELL;PREF:98123 45678',
    'EMAIL;INTERNET:asha@rao.example',
    'ADR;HOME;ENCODING=QUOTED-PRINTABLE:;;5 Hill Road=0D=0AFlat 2;Pune;;411001;India',
    'PHOTO;ENCODING=BASE64;TYPE=JPEG:',
    ' /9j/4AAQSkZJRgABAQEAYABgAAD',
    'END:VCARD',
  ].join('\r\n')
  const wanted = [
    {
      Name: 'आशा राव',
      Phone: '98123 45678',
      'Phone 2': '022 2345 6789',
      'E-mail': 'asha@rao.example',
      Address: '5 Hill Road, Flat 2, Pune, 411001, India',
      City: 'Pune',
    },
  ]
  expect(await read(card)).toEqual(wanted)
  for (const size of [1, 7, 64]) expect(await read(card, size)).toEqual(wanted)
})

test('versions 3 and 4: folded lines, groups, escapes, several cards, an agent within one', async () => {
  const cards = `BEGIN:VCARD
VERSION:3.0
FN:Bala\\, Iyer
item1.EMAIL;type=INTERNET;type=pref:bala@
 iyer.example
item2.TEL:+91 98123 45679
ORG:Oak\\;Elm;Sales
CATEGORIES:client,friend
NOTE:one\\ntwo
AGENT:BEGIN:VCARD
END:VCARD
BEGIN:vCard
VERSION:4.0
N:Das;Chitra;Devi;Dr.;
TEL;VALUE=uri;TYPE="cell,voice";PREF=1:tel:+91-98123-45680;ext=7
UID:urn:uuid:1
END:vCard
`
  expect(await read(cards)).toEqual([
    {
      Name: 'Bala, Iyer',
      'E-mail': 'bala@iyer.example',
      Phone: '+91 98123 45679',
      Company: 'Oak;Elm, Sales',
      Labels: 'client,friend',
      Notes: 'one\ntwo',
    },
    { Name: 'Chitra Devi Das', Phone: '+91-98123-45680 ext. 7', UID: 'urn:uuid:1' },
  ])
})

test('all phones and e-mails of a card have a column; a list of cards is no contact', async () => {
  const phones = [1, 2, 3, 4].map(n => `TEL:98123 0000${n}`)
  const cards = ['BEGIN:VCARD', 'FN:Dev', ...phones, 'EMAIL:a@d.example', 'EMAIL:b@d.example', 'END:VCARD']
  const list = ['BEGIN:VCARD', 'VERSION:4.0', 'KIND:group', 'FN:My friends', 'MEMBER:urn:uuid:1', 'END:VCARD']
  expect(await read([...cards, ...list].join('\n'))).toEqual([
    {
      Name: 'Dev',
      'E-mail': 'a@d.example',
      'E-mail 2': 'b@d.example',
      Phone: '98123 00001',
      'Phone 2': '98123 00002',
      'Phone 3': '98123 00003',
      'Phone 4': '98123 00004',
    },
  ])
})

test('a card without a name is called by what it has', async () => {
  expect(
    await read('BEGIN:VCARD\nEMAIL:jane.doe@firm.example\nEND:VCARD\nBEGIN:VCARD\nORG:Oak\nEND:VCARD'),
  ).toMatchObject([{ Name: 'jane doe' }, { Name: 'Oak' }])
})

test('jCard', () => {
  const json = [
    'vcard',
    [
      ['version', {}, 'text', '4.0'],
      ['fn', {}, 'text', 'Simon'],
      ['tel', { type: ['work', 'cell'], pref: '1' }, 'uri', 'tel:+1-418-262-6501'],
      ['adr', {}, 'text', ['', '', '28 Laurier', 'Quebec', 'QC', '', 'Canada']],
    ],
  ]
  expect(isJCard(json)).toBe(true)
  expect(isJCard([json, json])).toBe(true)
  expect(isJCard([{ name: 'x' }])).toBe(false)
  const [, card] = [...readJCards(json)]
  const columns = ['Name', 'Phone', 'Address', 'City'] as const
  expect(columns.map(column => card?.cells[CARD_COLUMNS.indexOf(column)])).toEqual([
    'Simon',
    '+1-418-262-6501',
    '28 Laurier, Quebec, QC, Canada',
    'Quebec',
  ])
})
