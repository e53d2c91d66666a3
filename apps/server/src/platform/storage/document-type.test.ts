import { describe, expect, test } from 'vitest'
import { archiveOf, compoundWith, GIF, JPEG, OFFICE_PARTS, PDF, PNG } from '../../../test/documents.ts'
import { DocumentInspector } from './document-type.ts'

/** Passes a file through in pieces of so many bytes. */
async function judge(file: Buffer, pieceBytes = 1000) {
  async function* pieces() {
    for (let at = 0; at < file.length; at += pieceBytes) yield file.subarray(at, at + pieceBytes)
  }
  const inspector = new DocumentInspector()
  const passed: Uint8Array[] = []
  for await (const piece of inspector.watch(pieces())) passed.push(piece)
  expect(Buffer.concat(passed).equals(file)).toBe(true)
  const verdict = await inspector.judge()
  return 'refused' in verdict ? `refused: ${verdict.refused}` : verdict.endings[0]
}

const docx = await archiveOf(OFFICE_PARTS.docx)
const xlsx = await archiveOf(OFFICE_PARTS.xlsx)
const pptx = await archiveOf(OFFICE_PARTS.pptx)
const odt = await archiveOf({ mimetype: 'application/vnd.oasis.opendocument.text', 'content.xml': '<x/>' })
const archive = await archiveOf({ 'evil.exe': 'MZ' })
const docm = await archiveOf({ ...OFFICE_PARTS.docx, 'word/vbaProject.bin': 'x' })

describe('what a file is, by its content', () => {
  test.each<[string, Buffer]>([
    ['jpg', JPEG],
    ['png', PNG],
    ['gif', GIF],
    ['pdf', PDF],
    ['dwg', Buffer.from('AC1032\0\0\0\0\0 a drawing of a kitchen')],
    ['heic', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic and more', 'latin1')],
    ['docx', docx],
    ['xlsx', xlsx],
    ['pptx', pptx],
    ['odt', odt],
    ['doc', compoundWith('WordDocument')],
    ['xls', compoundWith('Workbook')],
    ['ppt', compoundWith('PowerPoint Document')],
  ])('%s', async (ending, file) => {
    for (const pieceBytes of [1, 7, 100_000]) expect(await judge(file, pieceBytes)).toBe(ending)
  })

  test.each<[string, Buffer, RegExp]>([
    ['nothing', Buffer.alloc(0), /empty/],
    [
      'a program',
      Buffer.from('MZ\x90\0\x03\0\0\0 This program cannot be run', 'latin1'),
      /kind that is not taken/,
    ],
    ['a script', Buffer.from('#!/bin/sh\nrm -rf /\n'), /kind that is not taken/],
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>'), /carry programs/],
    [
      'a drawing with a script',
      Buffer.from('\ufeff  <svg xmlns="x"><script>1</script></svg>'),
      /carry programs/,
    ],
    ['text', Buffer.from('only words'), /kind that is not taken/],
    ['an archive', archive, /archive/],
    ['an archive that is cut off', docx.subarray(0, docx.length - 30), /damaged/],
    ['an archive whose table of contents lies', lyingArchive(), /damaged/],
    ['an office document with macros', docm, /macros/],
    ['an old office document with macros', compoundWith('WordDocument', '_VBA_PROJECT'), /macros/],
    ['a locked office document', compoundWith('EncryptedPackage'), /password/],
    ['an installer', compoundWith('SummaryInformation'), /kind that is not taken/],
    ['a picture that is an archive too', Buffer.concat([JPEG, docx]), /two kinds/],
    ['a PDF that is an archive too', Buffer.concat([PDF, docx]), /two kinds/],
    [
      'a picture that is a page too',
      Buffer.concat([GIF, Buffer.from('<script src=x></script>')]),
      /web page/,
    ],
    [
      'a PDF that begins with something else',
      Buffer.concat([Buffer.from('MZ'), PDF]),
      /kind that is not taken/,
    ],
  ])('not %s', async (_what, file, why) => {
    for (const pieceBytes of [3, 100_000]) expect(await judge(file, pieceBytes)).toMatch(why)
  })
})

/** Says that it has a thousand entries, where it has none. */
function lyingArchive(): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt16LE(1000, 10)
  end.writeUInt32LE(0xffff_fff0, 12)
  return Buffer.concat([Buffer.from('PK\x03\x04 and so on'), end])
}
