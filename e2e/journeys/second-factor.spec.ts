import type { Browser, BrowserContext, Page } from '@playwright/test'
import { Secret, TOTP } from 'otpauth'
import { expectAccessible } from '../support/accessible.ts'
import { freshName, invitationIn } from '../support/api.ts'
import { expect, test } from '../support/journey.ts'
import { EVERY_LOOK, takePictures } from '../support/looks.ts'
import { productUrl } from '../support/run.ts'

test.use({ person: 'superadmin' })

const PASSWORD = 'a long enough password'
const codeOf = (key: string, secondsFromNow = 0) =>
  new TOTP({ secret: Secret.fromBase32(key) }).generate({ timestamp: Date.now() + secondsFromNow * 1000 })

/** A role like Employee that needs a second step. */
async function addGuardedRole(page: Page): Promise<{ id: number; name: string }> {
  const headers = { origin: productUrl() }
  const roles = await (await page.request.get('/crm/roles')).json()
  const employee = roles.data.find((role: { name: string }) => role.name === 'Employee')
  const made = await page.request.post('/crm/roles', {
    data: { name: freshName('Guarded'), copy_of: employee.id },
    headers,
  })
  return made.json()
}

interface Newcomer {
  name: string
  email: string
  context: BrowserContext
  page: Page
}

/** Somebody new takes up an invitation, in a browser of their own. */
async function comeIn(
  page: Page,
  browser: Browser,
  roleId: number,
  surprises: string[],
  baseURL = productUrl(),
): Promise<Newcomer> {
  const name = freshName('Vidya')
  const email = `${name.replace(' ', '.').toLowerCase()}@firm.example`
  const invited = await page.request.post('/crm/invitations', {
    data: { email, name, role_ids: [roleId] },
    headers: { origin: productUrl() },
  })
  expect(invited.status()).toBe(201)
  const token = await invitationIn(page.request, email)
  const context = await browser.newContext({
    baseURL,
    storageState: { cookies: [], origins: [] },
    reducedMotion: 'reduce',
  })
  context.on('weberror', error => surprises.push(error.error().message))
  const theirs = await context.newPage()
  await theirs.goto(`/invitation?token=${token}`)
  await theirs.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await theirs.getByRole('button', { name: 'Come in' }).click()
  return { name, email, context, page: theirs }
}

test('a role needs a second step: somebody new is led to it, signs in by it and by a recovery code, and has it reset', async ({
  page,
  browser,
  surprises,
}) => {
  const headers = { origin: productUrl() }
  const role = await addGuardedRole(page)
  await page.goto(`/settings/roles/${role.id}`)
  await page.getByRole('switch', { name: 'Needs a second step of signing in' }).press(' ')
  await expect(page.getByRole('status').filter({ hasText: `${role.name} needs a second step` })).toBeVisible()
  const { name, email, context, page: theirs } = await comeIn(page, browser, role.id, surprises)

  // Nothing else opens.
  await expect(theirs.getByRole('heading', { name: 'Set up your second step', level: 1 })).toBeVisible()
  await theirs.goto('/leads')
  await expect(theirs.getByRole('heading', { name: 'Set up your second step', level: 1 })).toBeVisible()
  expect((await context.request.get('/crm/leads')).status()).toBe(403)
  await theirs.getByLabel('Your password').fill('not my password')
  await theirs.keyboard.press('Enter')
  await expect(theirs.getByText('This is not your password.')).toBeVisible()
  await theirs.getByLabel('Your password').fill(PASSWORD)
  await theirs.keyboard.press('Enter')
  await expect(theirs.getByRole('img', { name: 'QR code for your authenticator app' })).toBeVisible()
  const key =
    (await theirs.getByText(/^[A-Z2-7]{4}( [A-Z2-7]{4}){7}$/).textContent())?.replaceAll(' ', '') ?? ''
  await expectAccessible(theirs, EVERY_LOOK)
  await takePictures(theirs, 'second-step-set-up', EVERY_LOOK)
  await theirs.getByLabel('The code it shows now').fill(codeOf(key))
  await theirs.keyboard.press('Enter')
  const codes = theirs.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')
  await expect(codes).toHaveCount(10)
  const recoveryCode = (await codes.first().textContent()) ?? ''
  const secondCode = (await codes.nth(1).textContent()) ?? ''
  await expectAccessible(theirs, EVERY_LOOK)
  await takePictures(theirs, 'second-step-codes', EVERY_LOOK)
  const [file] = await Promise.all([
    theirs.waitForEvent('download'),
    theirs.getByRole('button', { name: 'Download' }).click(),
  ])
  expect(file.suggestedFilename()).toBe('optimwalls-recovery-codes.txt')
  await theirs.getByRole('button', { name: 'I have kept them' }).click()
  await expect(theirs.getByRole('heading', { name: 'Leads', level: 1 })).toBeVisible()

  const signOutAndIn = async () => {
    await context.request.post('/api/auth/sign-out', { data: {}, headers })
    await theirs.goto('/settings/security')
    await theirs.getByLabel('E-mail').fill(email)
    await theirs.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await theirs.keyboard.press('Enter')
    await expect(theirs.getByRole('heading', { name: 'Second step', level: 1 })).toBeVisible()
  }
  await signOutAndIn()
  await expectAccessible(theirs, EVERY_LOOK)
  await takePictures(theirs, 'second-step', EVERY_LOOK)
  const code = theirs.getByLabel('Code of your app')
  await code.fill('000 000')
  await theirs.keyboard.press('Enter')
  await expect(theirs.getByRole('alert').filter({ hasText: 'The code is not right.' })).toBeVisible()
  // The one of the setting-up was used; the next is taken already.
  await code.fill(codeOf(key, 30))
  await theirs.keyboard.press('Enter')
  await expect(theirs.getByRole('heading', { name: 'Sign-in and security', level: 1 })).toBeVisible()
  await expect(theirs.getByText('10 recovery codes are left.')).toBeVisible()
  await expectAccessible(theirs, EVERY_LOOK)
  await takePictures(theirs, 'settings-security', EVERY_LOOK)

  await signOutAndIn()
  await theirs.getByRole('button', { name: 'Use a recovery code' }).click()
  await theirs.getByLabel('Recovery code', { exact: true }).fill(recoveryCode.toUpperCase())
  await theirs.keyboard.press('Enter')
  await expect(theirs.getByText('9 recovery codes are left.')).toBeVisible()

  // Elsewhere the right password and a recovery code do, and the person hears of it.
  const elsewhere = await browser.newContext({
    baseURL: productUrl(),
    extraHTTPHeaders: headers,
    storageState: { cookies: [], origins: [] },
  })
  const wanted = await elsewhere.request.post('/api/auth/sign-in/email', {
    data: { email, password: PASSWORD },
  })
  expect(wanted.status()).toBe(202)
  const passed = await elsewhere.request.post('/api/auth/sign-in/second-step', {
    data: { recovery_code: secondCode },
  })
  expect(passed.status()).toBe(200)
  await elsewhere.close()
  const subjects = async () => {
    const mails: { to: string; subject: string }[] = await (
      await page.request.get('/dev/mailbox.json')
    ).json()
    return mails.filter(({ to }) => to === email).map(({ subject }) => subject)
  }
  await expect.poll(subjects).toContainEqual(expect.stringMatching(/^New sign-in: /))

  await page.goto(`/settings/users?q=${encodeURIComponent(name)}`)
  await page.getByRole('link', { name }).click()
  await page.getByRole('button', { name: 'Reset the second step' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'was mailed' })).toBeVisible()
  await expect(theirs.getByRole('heading', { name: 'Sign in', level: 1 })).toBeVisible()
  await page.goto('/settings/audit-log')
  await expect(
    page.getByText(new RegExp(`reset the second step of signing in of ${name}`)).first(),
  ).toBeVisible()
  await context.close()
})

test('a passkey: made instead of codes where a role needs a second step, signs in alone and after the password, is renamed and removed', async ({
  page,
  browser,
  surprises,
}) => {
  const headers = { origin: productUrl() }
  const role = await addGuardedRole(page)
  await page.request.patch(`/crm/roles/${role.id}`, { data: { needs_second_factor: true }, headers })
  // An address with a name: browsers have no passkeys for numbers.
  const named = productUrl().replace('127.0.0.1', 'localhost')
  const { email, context, page: theirs } = await comeIn(page, browser, role.id, surprises, named)
  const { finger, authenticatorId } = await addAuthenticator(theirs)

  await theirs.getByRole('button', { name: 'Use a passkey instead' }).click()
  const adding = theirs.getByRole('dialog', { name: 'Add a passkey' })
  await adding.getByLabel('Your password').fill(PASSWORD)
  await adding.getByLabel('Name').fill('Office laptop')
  await expectAccessible(theirs, EVERY_LOOK)
  await takePictures(theirs, 'passkey-add', EVERY_LOOK)
  await adding.getByRole('button', { name: 'Add passkey' }).click()
  await expect(theirs.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')).toHaveCount(10)
  await theirs.getByRole('button', { name: 'I have kept them' }).click()
  await expect(theirs.getByRole('heading', { name: 'Home', level: 1 })).toBeVisible()

  const signOut = async () => {
    await context.request.post('/api/auth/sign-out', { data: {}, headers })
    await theirs.goto('/settings/security')
    await expect(theirs.getByRole('heading', { name: 'Sign in', level: 1 })).toBeVisible()
  }
  const security = theirs.getByRole('heading', { name: 'Sign-in and security', level: 1 })
  await signOut()
  await expectAccessible(theirs, EVERY_LOOK)
  await takePictures(theirs, 'sign-in-passkey', EVERY_LOOK)
  // A finger that the device does not know.
  await finger.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
  await theirs.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await expect(theirs.getByRole('alert').filter({ hasText: 'No passkey was confirmed' })).toBeVisible()
  await finger.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true })
  await theirs.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await expect(security).toBeVisible()

  const mine = theirs.getByRole('list', { name: 'Your passkeys' }).getByRole('listitem')
  await expect(mine).toHaveText([/^Office laptop.*last used/])
  await theirs.getByRole('button', { name: 'Rename Office laptop' }).click()
  await theirs.getByRole('dialog').getByLabel('Name').fill('Laptop at the desk')
  await theirs.keyboard.press('Enter')
  await expect(mine).toHaveText([/^Laptop at the desk/])
  await expectAccessible(theirs, EVERY_LOOK)
  await takePictures(theirs, 'settings-passkeys', EVERY_LOOK)

  // One that is chosen in the e-mail field needs no button; this device chooses at once.
  await theirs.evaluate(() => sessionStorage.setItem('chooses', 'at once'))
  await context.request.post('/api/auth/sign-out', { data: {}, headers })
  await theirs.goto('/settings/security')
  await expect(security).toBeVisible()
  await theirs.evaluate(() => sessionStorage.removeItem('chooses'))

  await signOut()
  await theirs.getByLabel('E-mail').fill(email)
  await theirs.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await theirs.keyboard.press('Enter')
  const show = theirs.getByRole('button', { name: 'Use my passkey' })
  await expect(show).toBeVisible()
  await expectAccessible(theirs, EVERY_LOOK)
  await takePictures(theirs, 'second-step-passkey', EVERY_LOOK)
  await show.click()
  await expect(security).toBeVisible()

  // The same device makes no second one; what it has proves who is there.
  await theirs.getByRole('button', { name: 'Add a passkey' }).click()
  await adding.getByRole('button', { name: 'Add passkey' }).click()
  await expect(adding.getByText('There is a passkey of yours on this device already.')).toBeVisible()
  await adding.getByRole('button', { name: 'Cancel' }).click()
  await theirs.getByRole('button', { name: 'Remove Laptop at the desk' }).click()
  const removing = theirs.getByRole('dialog', { name: 'Remove Laptop at the desk?' })
  await expectAccessible(theirs, EVERY_LOOK)
  await takePictures(theirs, 'passkey-remove', EVERY_LOOK)
  await removing.getByRole('button', { name: 'Remove' }).click()
  // The role needs one: nothing else opens until there is another.
  await expect(theirs.getByRole('heading', { name: 'Set up your second step', level: 1 })).toBeVisible()
  await context.request.post('/api/auth/sign-out', { data: {}, headers })
  await theirs.goto('/sign-in')
  await theirs.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await expect(theirs.getByRole('alert').filter({ hasText: 'This passkey is not known here' })).toBeVisible()
  await context.close()
})

/** A device with passkeys, and a finger that it knows. */
async function addAuthenticator(page: Page) {
  await page.addInitScript(() => {
    if (sessionStorage.getItem('chooses') === null)
      PublicKeyCredential.isConditionalMediationAvailable = async () => false
  })
  const finger = await page.context().newCDPSession(page)
  await finger.send('WebAuthn.enable')
  const { authenticatorId } = await finger.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return { finger, authenticatorId }
}
