import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { DEMO_PASSWORD, demoEmail } from '../../scripts/lib/demo-people.ts'
import { startSmallFirm } from '../../scripts/lib/small-firm.ts'
import { freshName } from '../support/api.ts'
import { expect, test } from '../support/journey.ts'

const state = (page: Page) => page.getByRole('status').filter({ hasText: /^(Live|Reconnecting.*)$/ })
const cardIn = (page: Page, stage: string, name: string) =>
  page.getByRole('region', { name: stage, exact: true }).getByRole('article', { name })

test('a server that is restarted: both boards say so, come back by themselves, and show what was moved at once after it', async ({
  browser,
  contextOptions,
}) => {
  // A product of its own starts twice.
  const folder = await mkdtemp(join(tmpdir(), 'restart-'))
  let product = await startSmallFirm({ dataDir: folder })
  const { url } = product
  try {
    const [one, two] = await Promise.all(
      (['manager', 'employee'] as const).map(async person => {
        const context = await browser.newContext({ ...contextOptions, baseURL: url })
        const answer = await context.request.post('/api/auth/sign-in/email', {
          headers: { origin: url },
          data: { email: demoEmail(person), password: DEMO_PASSWORD },
        })
        expect(answer.status()).toBe(200)
        return context.newPage()
      }),
    )
    if (!one || !two) throw new Error('two people have a page each')
    const send = (method: 'post' | 'patch', path: string, data: object) =>
      two.request[method](path, { data, headers: { origin: url } })
    const me = (await (await two.request.get('/api/me')).json()) as { id: number }
    const name = freshName('Zoya')
    const values = { name, assigned_to: me.id, project_type: 'residential', location: 'Restartpur' }
    const lead = (await (await send('post', '/crm/leads', values)).json()) as { id: number }
    const pipelines = (await (await two.request.get('/crm/pipelines')).json()) as {
      data: { id: number; name: string; stages: { id: number; name: string }[] }[]
    }
    const residential = pipelines.data.find(pipeline => pipeline.name === 'Residential')
    const visit = residential?.stages.find(stage => stage.name === 'Home Visit')
    for (const page of [one, two]) {
      await page.goto(`/board?pipeline=${residential?.id}&location=Restartpur`)
      await expect(cardIn(page, 'Inquiry', name)).toBeVisible()
      await expect(state(page)).toHaveText('Live')
    }

    await product.stop()
    for (const page of [one, two]) await expect(state(page)).toHaveText(/^Reconnecting/)
    product = await startSmallFirm({ dataDir: folder, port: Number(new URL(url).port) })
    // Before or after they are back: either way they are told.
    expect((await send('patch', `/crm/pipelines/${lead.id}`, { stage_id: visit?.id })).status()).toBe(200)
    for (const page of [one, two]) {
      await expect(state(page)).toHaveText('Live')
      await expect(cardIn(page, 'Home Visit', name)).toBeVisible()
    }
    await Promise.all([one, two].map(page => page.context().close()))
  } finally {
    await product.stop()
    await rm(folder, { recursive: true, force: true })
  }
})
