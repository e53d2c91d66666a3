import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { readXlsx } from './xlsx-reader.ts'

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'

/** A workbook of these sheets (their rows as XML). Styles: 1 is a date, 2 a format of the file's own, 3 money. */
function workbook(
  sheets: Record<string, string>,
  { is1904 = false, hidden = '', strings = [] as string[] } = {},
): Buffer {
  const names = Object.keys(sheets)
  const parts: Record<string, string> = {
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="r"><workbookPr${is1904 ? ' date1904="1"' : ''}/><sheets>${names
      .map(
        (name, i) =>
          `<sheet name="${name}" sheetId="${i}" r:id="rId${i}"${name === hidden ? ' state="hidden"' : ''}/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${names
      .map((_, i) => `<Relationship Id="rId${i}" Target="worksheets/sheet${i}.xml"/>`)
      .join('')}</Relationships>`,
    'xl/styles.xml': `<styleSheet xmlns="${MAIN}"><numFmts><numFmt numFmtId="164" formatCode="dd\\-mmm\\-yyyy"/><numFmt numFmtId="165" formatCode="&quot;Rs &quot;#,##0.00_);[Red]"/></numFmts>
      <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `<sst xmlns="${MAIN}">${strings.map(text => `<si>${text}</si>`).join('')}</sst>`,
  }
  for (const [i, rows] of Object.values(sheets).entries())
    parts[`xl/worksheets/sheet${i}.xml`] =
      `<worksheet xmlns="${MAIN}"><sheetData>${rows}</sheetData></worksheet>`
  return Buffer.from(
    zipSync(Object.fromEntries(Object.entries(parts).map(([path, xml]) => [path, strToU8(xml)]))),
  )
}

async function read(bytes: Buffer) {
  const table = await readXlsx(bytes)
  const rows: [number, string[]][] = []
  for await (const { line, cells } of table.rows) rows.push([line, cells])
  return { ...table, rows }
}

test('texts shared, rich and inline; gaps; numbers; yes and no; errors', async () => {
  const rows = `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row><row r="2"/>
    <row r="4"><c r="A4" t="inlineStr"><is><t>Asha &amp; co</t></is></c><c r="B4"><v>9.812345678E9</v></c><c r="C4"><v>4.5999999999999996</v></c>
    <c r="D4" t="b"><v>1</v></c><c r="E4" t="e"><v>#N/A</v></c><c r="F4" t="str"><f>A1</f><v>made</v></c></row>`
  const strings = [
    '<t>Name</t>',
    '<r><t>Bud</t></r><r><t xml:space="preserve">get</t></r><rPh><t>no</t></rPh>',
  ]
  const { rows: found } = await read(workbook({ Leads: rows }, { strings }))
  expect(found).toEqual([
    [1, ['Name', '', 'Budget']],
    [4, ['Asha & co', '9812345678', '4.6', 'Yes', '', 'made']],
  ])
})

test('days and times, by style and calendar', async () => {
  const cell = (style: number, value: string) => `<c s="${style}"><v>${value}</v></c>`
  const rows = `<row r="1">${cell(1, '44301.5')}${cell(2, '44301')}${cell(3, '44301')}${cell(1, '0.75')}${cell(0, '44301')}</row>`
  const { rows: found } = await read(workbook({ A: rows }))
  expect(found[0]?.[1]).toEqual(['2021-04-15 12:00:00', '2021-04-15', '44301', '18:00:00', '44301'])
  const old = await read(workbook({ A: `<row r="1">${cell(2, '42839')}</row>` }, { is1904: true }))
  expect(old.rows[0]?.[1]).toEqual(['2021-04-15'])
})

test('the first sheet that is shown and holds something; others are named', async () => {
  const row = '<row><c t="inlineStr"><is><t>x</t></is></c></row>'
  const book = workbook({ Notes: row, Empty: '', Leads: row, More: row }, { hidden: 'Notes' })
  expect(await read(book)).toMatchObject({ sheet: 'Leads', otherSheets: ['More'], rows: [[1, ['x']]] })
})

describe('is refused in words:', () => {
  test.each([
    ['a zip that is none', Buffer.from('PK\u0003\u0004 and then nothing'), /damaged/],
    ['a zip of something else', Buffer.from(zipSync({ 'a.txt': strToU8('a') })), /zip archive.*unpack/],
    ['a binary workbook', Buffer.from(zipSync({ 'xl/workbook.bin': strToU8('a') })), /\.xlsb/],
    ['broken XML', workbook({ A: '<row><c></row>' }), /damaged/],
    [
      'a bomb in one cell',
      workbook({ A: `<row r="7"><c t="inlineStr"><is><t>${'x'.repeat(300_000)}</t></is></c></row>` }),
      /cell of row 7 holds more text/,
    ],
    [
      'a bomb of strings',
      workbook({ A: '<row/>' }, { strings: [`<t>${'x'.repeat(41_000_000)}</t>`] }),
      /more text than a list of leads/,
    ],
  ])('%s', async (_what, bytes, message) => {
    await expect(read(bytes)).rejects.toThrow(message)
  })
})
