import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nodeBin } from './lib/check-steps.mjs'
import { run } from './lib/steps.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Files that must never be merged: where each stands, what it imports, and the arrow that it breaks. */
const PLANTED = [
  ['apps/server/src/modules/access/upward.ts', '../leads/index.ts', 'access-uses-only-lower-modules'],
  ['apps/server/src/modules/access/sideways.ts', '../index.ts', 'access-uses-only-lower-modules'],
  ['apps/server/src/modules/pipelines/deep.ts', '../leads/hidden.ts', 'only-the-door-of-leads'],
  ['apps/server/src/modules/deep.ts', './leads/hidden.ts', 'only-the-door-of-leads'],
  ['apps/server/src/platform/database/nosy.ts', '../../modules/leads/index.ts', 'platform-knows-no-module'],
  ['apps/server/src/web.ts', '../../web/src/ui/planted.ts', 'apps-stay-apart'],
  ['apps/server/src/lazy.ts', './lazy.test.ts', 'product-knows-no-test'],
  ['apps/server/src/around.ts', './round.ts', 'no-circles'],
  ['apps/server/src/lost.ts', './nowhere.ts', 'nothing-unresolved'],
  ['apps/web/src/features/leads/nosy.ts', '../access/planted.ts', 'feature-leads-stands-alone'],
  ['apps/web/src/ui/nosy.ts', '../features/access/planted.ts', 'web-base-knows-no-feature'],
  ['packages/contract/src/nosy.ts', '../../../apps/web/src/ui/planted.ts', 'packages-know-no-app'],
]

/** What the planted files lead to. */
const TARGETS = {
  'apps/server/src/modules/index.ts': 'export {}',
  'apps/server/src/modules/leads/index.ts': 'export {}',
  'apps/server/src/modules/leads/hidden.ts': 'export {}',
  'apps/server/src/lazy.test.ts': 'export {}',
  'apps/server/src/round.ts': "import './around.ts'",
  'apps/web/src/ui/planted.ts': 'export {}',
  'apps/web/src/features/access/planted.ts': 'export {}',
}

describe('the import arrows', () => {
  let copy
  let violations

  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'import-arrows-'))
    for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) {
      await cp(join(root, file), join(copy, file))
    }
    await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
    const planted = PLANTED.map(([file, target]) => [file, `import '${target}'`])
    for (const [file, source] of [...Object.entries(TARGETS), ...planted]) {
      await mkdir(join(copy, dirname(file)), { recursive: true })
      await writeFile(join(copy, file), `${source}\n`)
    }
    violations = await cruise(copy)
  })

  afterAll(() => rm(copy, { recursive: true, force: true }))

  test.each(PLANTED)('%s may not import %s', (file, _target, rule) => {
    expect(violations).toContainEqual({ file, rule })
  })

  test('nothing else is refused', () => {
    const expected = new Set(PLANTED.map(([file]) => file))
    expect(violations.filter(({ file }) => !expected.has(file))).toEqual([])
  })

  test('a module without a place in the order stops the check', async () => {
    const stray = join(copy, 'apps/server/src/modules/stray')
    await mkdir(stray)
    await writeFile(join(stray, 'index.ts'), 'export {}\n')
    await expect(cruise(copy)).rejects.toThrow('give stray a place')
    await rm(stray, { recursive: true })
  })
})

async function cruise(cwd) {
  const command = [...nodeBin('dependency-cruiser', 'depcruise'), '--config', '.dependency-cruiser.cjs']
  const { output } = await run([...command, '--output-type', 'json', 'apps', 'packages'], { cwd })
  if (!output.startsWith('{')) throw new Error(output)
  return JSON.parse(output).summary.violations.map(({ from, rule }) => ({ file: from, rule: rule.name }))
}
