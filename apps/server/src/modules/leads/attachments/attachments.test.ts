import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { archiveOf, fileForm, OFFICE_PARTS, PDF, PNG } from '../../../../test/documents.ts'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../../test/lead-app.ts'
import { quiet } from '../../../../test/test-database.ts'
import { readZipNames } from '../../../platform/storage/zip-names.ts'
import type { LeadFile } from './attachments.schemas.ts'
import { sweepFilesJob } from './sweep-files-job.ts'

let app: LeadApp
let admin: Client
let employee: Client
let colleague: Client
let manager: Client

beforeAll(async () => {
  app = await openLeadApp()
  admin = await app.as('admin')
  employee = await app.as('employee')
  colleague = await app.as('sneha.joshi')
  manager = await app.as('manager')
})
afterAll(() => app.close())

function add(client: Client, leadId: number, file: Buffer, name: string, { key = '', query = '' } = {}) {
  const { headers, payload } = fileForm(file, name)
  return client.send<LeadFile & Problem>({
    method: 'POST',
    url: `/crm/leads/${leadId}/files${query}`,
    headers: { ...headers, ...(key && { 'idempotency-key': key }) },
    payload,
  })
}

async function must(client: Client, leadId: number, file: Buffer, name: string): Promise<LeadFile> {
  const answer = await add(client, leadId, file, name)
  expect(answer.status, answer.text).toBe(201)
  return answer.json
}

const list = async (client: Client, leadId: number, query = '') =>
  (await client.get<{ data: LeadFile[] }>(`/crm/leads/${leadId}/files${query}`)).json.data

const kept = () => app.db.rows<{ storage_key: string }>('SELECT storage_key FROM lead_files')

/** A photo as a phone takes it: lying on its side, with the place where it was taken. */
const photo = () =>
  sharp({ create: { width: 120, height: 60, channels: 3, background: '#a64' } })
    .jpeg()
    .withExif({ IFD0: { Make: 'Secret Camera' }, IFD3: { GPSLatitude: '18/1 31/1 0/1' } })
    .withMetadata({ orientation: 6 })
    .toBuffer()

describe('adding', () => {
  test('tells what was added, and gives back the very bytes', async () => {
    const lead = await employee.lead({ name: 'With files' })
    const file = await must(employee, lead.id, PDF, 'Quote v2.pdf')
    expect(file).toMatchObject({
      lead_id: lead.id,
      name: 'Quote v2.pdf',
      kind: 'quote',
      type: 'application/pdf',
      bytes: PDF.length,
      has_preview: false,
      uploaded_by: { name: 'Arjun Patil' },
      deleted_at: null,
      may_change: true,
    })
    expect(await list(employee, lead.id)).toEqual([file])
    const got = await employee.get(`/crm/files/${file.id}/content`)
    expect(got.bytes.equals(PDF)).toBe(true)
    expect(got.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': expect.stringMatching(/^attachment; filename="Quote v2\.pdf"/),
      'content-length': String(PDF.length),
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, no-store',
    })
  })

  test('lies encrypted in the storage', async () => {
    const lead = await employee.lead()
    const secret = Buffer.concat([PDF, Buffer.from('% the price is 42 lakh')])
    const { id } = await must(employee, lead.id, secret, 'a.pdf')
    const [row] = await app.db.rows<{ storage_key: string }>(
      'SELECT storage_key FROM lead_files WHERE id = $1',
      [id],
    )
    expect(row?.storage_key).not.toContain('a.pdf')
    const stored = await app.app.platform.storage.read(row?.storage_key ?? '').toArray()
    expect(Buffer.concat(stored).equals(secret)).toBe(true)
  })

  test('pictures get previews: upright, smaller, without what the camera wrote', async () => {
    const lead = await employee.lead()
    const file = await must(employee, lead.id, await photo(), 'IMG_2001.JPG')
    expect(file).toMatchObject({ kind: 'photo', has_preview: true, name: 'IMG_2001.JPG' })
    for (const size of ['small', 'large']) {
      const got = await employee.get(`/crm/files/${file.id}/preview?size=${size}`)
      expect(got.headers).toMatchObject({ 'content-type': 'image/webp', 'x-content-type-options': 'nosniff' })
      const { width, height, format, exif, orientation } = await sharp(got.bytes).metadata()
      expect({ width, height, format, exif, orientation }).toEqual({
        width: 60,
        height: 120,
        format: 'webp',
        exif: undefined,
        orientation: undefined,
      })
      expect(got.bytes.includes('Secret Camera')).toBe(false)
    }
  })

  test('a picture that cannot be drawn is kept all the same; one that claims billions of points is not unpacked', async () => {
    const lead = await employee.lead()
    const bomb = Buffer.from(PNG)
    bomb.writeUInt32BE(60_000, 16)
    bomb.writeUInt32BE(60_000, 20)
    for (const file of [PNG.subarray(0, 50), bomb]) {
      const { id, has_preview } = await must(employee, lead.id, file, 'broken.png')
      expect(has_preview).toBe(false)
      expect((await employee.get(`/crm/files/${id}/preview`)).status).toBe(404)
    }
  })

  test.each([
    ['../../etc/passwd', 'passwd.pdf'],
    ['C:\\\\plans\\\\flat 3.pdf', 'flat 3.pdf'],
    ['virus.exe', 'virus.exe.pdf'],
    ['page.html', 'page.html.pdf'],
    ['\u202efdp.exe', 'fdp.exe.pdf'],
    ['...', 'File.pdf'],
    ['नक्शा.pdf', 'नक्शा.pdf'],
    [`${'x'.repeat(300)}.pdf`, `${'x'.repeat(146)}.pdf`],
  ])('%s is called %s', async (name, shown) => {
    const lead = await employee.lead()
    expect(await must(employee, lead.id, PDF, name)).toMatchObject({ name: shown })
  })

  test('what is refused is named, and nothing of it stays', async () => {
    const lead = await employee.lead()
    const before = (await kept()).length
    const page = Buffer.from('<svg xmlns="x"><script>alert(1)</script></svg>')
    const zip = await archiveOf({ 'a.txt': 'a' })
    for (const [file, name, type] of [
      [page, 'logo.svg', 'unsupported-media-type'],
      [page, 'photo.png', 'unsupported-media-type'],
      [zip, 'all.zip', 'unsupported-media-type'],
      [Buffer.alloc(0), 'empty.pdf', 'unsupported-media-type'],
      [Buffer.concat([PDF, Buffer.alloc(25 * 1024 * 1024)]), 'huge.pdf', 'body-too-large'],
    ] as const) {
      const { json } = await add(employee, lead.id, file, name)
      expect(json).toMatchObject({
        type,
        detail: expect.stringContaining(name),
        errors: [{ path: 'file', message: expect.any(String) }],
      })
    }
    const half = fileForm(PDF, 'half.pdf', '')
    const broken = await employee.send<Problem>({
      method: 'POST',
      url: `/crm/leads/${lead.id}/files`,
      ...half,
    })
    expect(broken.json.type).toBe('malformed-body')
    for (const payload of [{}, undefined]) {
      const none = await employee.post<Problem>(`/crm/leads/${lead.id}/files`, payload)
      expect(none.json).toMatchObject({ type: 'invalid-input', errors: [{ path: 'file' }] })
    }
    expect(await kept()).toHaveLength(before)
    expect(await list(employee, lead.id)).toEqual([])
  })

  test('a lead takes so many files, also when they come at once', async () => {
    const lead = await employee.lead()
    await app.db.rows(
      `INSERT INTO lead_files (lead_id, name, kind, storage_key, uploaded_by, stored_at)
       SELECT $1, 'x', 'other', gen_random_uuid()::text, $2, now() FROM generate_series(1, 198) n`,
      [lead.id, app.staff.adminId],
    )
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd'].map(name => add(employee, lead.id, PDF, `${name}.pdf`)),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 201, 422, 422])
    const refused = answers.find(({ status }) => status === 422)
    expect(refused?.json).toMatchObject({ type: 'rule-violated', errors: [{ path: 'file' }] })
    expect(await list(employee, lead.id)).toHaveLength(200)
  })

  test('all files of a lead have 500 MB at most, deleted ones included twice as much', async () => {
    const lead = await employee.lead()
    const fill = (mb: number, isDeleted: boolean) =>
      app.db.rows(
        `INSERT INTO lead_files (lead_id, name, kind, storage_key, uploaded_by, stored_at, bytes, deleted_at)
         VALUES ($1, 'x', 'other', gen_random_uuid()::text, $2, now(), $3, CASE WHEN $4 THEN now() END)`,
        [lead.id, app.staff.adminId, mb * 1024 * 1024, isDeleted],
      )
    await fill(500, true)
    await must(employee, lead.id, PDF, 'fits.pdf')
    await fill(499, false)
    await must(employee, lead.id, PDF, 'still.pdf')
    await fill(1, false)
    expect((await add(employee, lead.id, PDF, 'no.pdf')).json).toMatchObject({
      type: 'rule-violated',
      detail: expect.stringMatching(/^no\.pdf does not fit/),
    })
  })

  test('a repeat under the same key is the same file; for another lead it is refused', async () => {
    const [lead, other] = [await employee.lead(), await employee.lead()]
    const first = await add(employee, lead.id, PDF, 'a.pdf', { key: 'again' })
    const second = await add(employee, lead.id, PDF, 'a.pdf', { key: 'again' })
    expect([first.status, second.status, second.json.id]).toEqual([201, 201, first.json.id])
    expect(await list(employee, lead.id)).toHaveLength(1)
    expect((await add(employee, other.id, PDF, 'a.pdf', { key: 'again' })).json.type).toBe(
      'idempotency-conflict',
    )
    expect((await add(manager, lead.id, PDF, 'a.pdf', { key: 'again' })).json.id).not.toBe(first.json.id)
    const both = await Promise.all(
      [1, 2, 3].map(() => add(employee, other.id, PDF, 'b.pdf', { key: 'at once' })),
    )
    expect(both.every(({ status }) => status === 201 || status === 409)).toBe(true)
    expect(await list(employee, other.id)).toHaveLength(1)
  })
})

describe('whose they are', () => {
  test("a colleague's file does not exist, by none of its addresses", async () => {
    const lead = await employee.lead()
    const file = await must(employee, lead.id, await photo(), 'Flat.jpg')
    for (const [method, path] of [
      ['GET', `/crm/leads/${lead.id}/files`],
      ['GET', `/crm/leads/${lead.id}/files/archive`],
      ['GET', `/crm/files/${file.id}/content`],
      ['GET', `/crm/files/${file.id}/content?show=true`],
      ['GET', `/crm/files/${file.id}/preview`],
      ['GET', `/crm/files/${file.id}/preview?size=large`],
      ['DELETE', `/crm/files/${file.id}`],
      ['POST', `/crm/files/${file.id}/restore`],
    ] as const) {
      const answer = await colleague.send({ method, url: path })
      expect([method, path, answer.status]).toEqual([method, path, 404])
      expect(answer.text).not.toContain('Flat')
    }
    expect((await colleague.patch(`/crm/files/${file.id}`, { name: 'Mine' })).status).toBe(404)
    expect((await add(colleague, lead.id, PDF, 'a.pdf')).status).toBe(404)
  })

  test('reading is judged at the moment of reading: the files go with the lead', async () => {
    const lead = await employee.lead()
    const { id } = await must(employee, lead.id, PDF, 'Plan.pdf')
    const sneha = app.staff.salespeople.find(({ name }) => name === 'Sneha Joshi')?.id
    await admin.patch(`/crm/leads/${lead.id}`, { assigned_to: sneha ?? 0 })
    expect((await employee.get(`/crm/files/${id}/content`)).status).toBe(404)
    expect((await colleague.get(`/crm/files/${id}/content`)).status).toBe(200)
    await admin.delete(`/crm/leads/${lead.id}`)
    expect((await colleague.get(`/crm/files/${id}/content`)).status).toBe(404)
    expect((await add(admin, lead.id, PDF, 'late.pdf')).status).toBe(404)
    expect((await admin.get(`/crm/files/${id}/content`)).status).toBe(200)
  })

  test('one changes what one added; who may delete leads changes all', async () => {
    const lead = await employee.lead()
    const theirs = await must(admin, lead.id, PDF, 'Theirs.pdf')
    expect((await list(employee, lead.id))[0]).toMatchObject({ may_change: false })
    for (const answer of [
      await employee.patch(`/crm/files/${theirs.id}`, { name: 'x' }),
      await employee.delete(`/crm/files/${theirs.id}`),
    ])
      expect(answer.json.type).toBe('forbidden')
    const own = await must(employee, lead.id, PDF, 'Own.pdf')
    expect((await admin.patch<LeadFile>(`/crm/files/${own.id}`, { kind: 'quote' })).json).toMatchObject({
      kind: 'quote',
    })
    expect((await admin.delete(`/crm/files/${own.id}`)).status).toBe(204)
  })
})

describe('afterwards', () => {
  test('renamed, keeping its ending; a name that is none is refused', async () => {
    const lead = await employee.lead()
    const { id } = await must(employee, lead.id, PDF, 'scan.pdf')
    const rename = (name: string) => employee.patch<LeadFile & Problem>(`/crm/files/${id}`, { name })
    expect((await rename('Kitchen, as built')).json.name).toBe('Kitchen, as built.pdf')
    expect((await rename('../up.pdf')).json.name).toBe('up.pdf')
    for (const name of ['', '   ', 'x'.repeat(151)]) expect((await rename(name)).status).toBe(400)
    expect((await employee.patch<Problem>(`/crm/files/${id}`, {})).status).toBe(400)
    expect((await employee.patch<Problem>(`/crm/files/${id}`, { type: 'text/html' })).status).toBe(400)
  })

  test('deleted, found among the deleted, and brought back; all of it is told', async () => {
    const lead = await employee.lead()
    const { id } = await must(employee, lead.id, PDF, 'Plan.pdf')
    expect((await employee.delete(`/crm/files/${id}`)).status).toBe(204)
    expect((await employee.delete(`/crm/files/${id}`)).status).toBe(204)
    expect(await list(employee, lead.id)).toEqual([])
    expect(await list(employee, lead.id, '?deleted=true')).toMatchObject([
      { id, deleted_at: expect.any(String) },
    ])
    expect((await employee.get(`/crm/files/${id}/content`)).status).toBe(404)
    expect((await employee.patch(`/crm/files/${id}`, { name: 'x' })).status).toBe(404)
    expect((await employee.post<LeadFile>(`/crm/files/${id}/restore`)).json).toMatchObject({
      deleted_at: null,
    })
    expect(await list(employee, lead.id)).toHaveLength(1)
    await employee.patch(`/crm/files/${id}`, { name: 'Plan 2' })
    const history = await employee.get<{ data: { name: string; data: object; actor: object }[] }>(
      `/crm/leads/${lead.id}/history`,
    )
    expect(history.json.data.slice(0, 4)).toMatchObject([
      { name: 'lead.file_changed', data: { file_name: 'Plan 2.pdf', from: { name: 'Plan.pdf' } } },
      { name: 'lead.file_restored' },
      { name: 'lead.file_removed', data: { file_id: id } },
      {
        name: 'lead.file_added',
        actor: { name: 'Arjun Patil' },
        data: { file_name: 'Plan.pdf', kind: 'floor_plan' },
      },
    ])
  })

  test('a PDF is shown by the browser when asked for; nothing else ever is', async () => {
    const lead = await employee.lead()
    const pdf = await must(employee, lead.id, PDF, 'Plan.pdf')
    const picture = await must(employee, lead.id, PNG, 'Photo.png')
    const shown = await employee.get(`/crm/files/${pdf.id}/content?show=true`)
    expect(shown.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': expect.stringMatching(/^inline; /),
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    })
    const saved = await employee.get(`/crm/files/${picture.id}/content?show=true`)
    expect(saved.headers['content-disposition']).toMatch(/^attachment; /)
    expect(saved.headers['content-type']).toBe('application/octet-stream')
  })

  test('all of them as one archive, no two of one name', async () => {
    const lead = await employee.lead()
    expect((await employee.get(`/crm/leads/${lead.id}/files/archive`)).status).toBe(404)
    await must(employee, lead.id, PDF, 'Plan.pdf')
    await must(employee, lead.id, PDF, 'plan.pdf')
    await must(employee, lead.id, await archiveOf(OFFICE_PARTS.xlsx), 'Rates.xlsx')
    const { bytes, headers } = await employee.get(`/crm/leads/${lead.id}/files/archive`)
    expect(headers['content-disposition']).toMatch(`attachment; filename="lead-${lead.id}-files.zip"`)
    expect(readZipNames(bytes, bytes.length)).toEqual(['Plan.pdf', 'plan (2).pdf', 'Rates.xlsx'])
    expect(bytes.includes(PDF)).toBe(true)
    const audited = await app.db.rows(
      `SELECT 1 FROM audit_logs WHERE action = 'downloaded_lead_files' AND record_id = $1`,
      [lead.id],
    )
    expect(audited).toHaveLength(1)
  })
})

describe('the sweep', () => {
  const sweep = () =>
    sweepFilesJob(app.app.platform).run(
      {},
      {
        log: quiet,
        jobId: '1',
        attempt: 1,
        isLastAttempt: false,
        signal: new AbortController().signal,
      },
    )
  const isStored = async (key: string) =>
    app.app.platform.storage
      .read(key)
      .toArray()
      .then(
        () => true,
        () => false,
      )

  test('removes what broke off, what was deleted long ago and what was on leads that are gone, and nothing else', async () => {
    const lead = await employee.lead()
    const files = await Promise.all(
      ['stays', 'half', 'fresh half', 'old', 'orphan'].map(name =>
        must(employee, lead.id, PNG, `${name}.png`),
      ),
    )
    const [stays = 0, half = 0, fresh = 0, old = 0, orphan = 0] = files.map(({ id }) => id)
    const keys = new Map(
      (await app.db.rows<{ id: number; storage_key: string }>('SELECT id, storage_key FROM lead_files')).map(
        ({ id, storage_key }) => [id, storage_key],
      ),
    )
    await app.db.rows(
      `UPDATE lead_files SET stored_at = NULL, created_at = now() - interval '2 hours' WHERE id = $1`,
      [half],
    )
    await app.db.rows('UPDATE lead_files SET stored_at = NULL WHERE id = $1', [fresh])
    await app.db.rows(`UPDATE lead_files SET deleted_at = now() - interval '31 days' WHERE id = $1`, [old])
    await app.db.rows('UPDATE lead_files SET lead_id = NULL WHERE id = $1', [orphan])
    await sweep()
    const left = await app.db.rows<{ id: number }>('SELECT id FROM lead_files WHERE id = ANY ($1)', [
      [stays, half, fresh, old, orphan],
    ])
    expect(left.map(({ id }) => id).toSorted()).toEqual([stays, fresh].toSorted())
    for (const [id, isKept] of [
      [stays, true],
      [fresh, true],
      [half, false],
      [old, false],
      [orphan, false],
    ] as const) {
      const key = keys.get(id) ?? ''
      expect([await isStored(key), await isStored(`${key}.small`)]).toEqual([isKept, isKept])
    }
  })
})
