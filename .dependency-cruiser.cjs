// The import arrows of docs/architecture.md. The module and feature folders are read from the disk, so that a new one is
// guarded at once; a module without a place in the order stops the check.
const { existsSync, readdirSync } = require('node:fs')

/** Lowest first: each may use only those before it. */
const MODULE_ORDER = [
  'access',
  'leads',
  'pipelines',
  'activities',
  'scoring',
  'assignment',
  'conversion',
  'next-actions',
  'webhooks',
  'marketing',
  'design',
  'privacy',
  'analytics',
  'automation',
]

const MODULES = 'apps/server/src/modules'
const FEATURES = 'apps/web/src/features'

const foldersOf = path =>
  existsSync(path)
    ? readdirSync(path, { withFileTypes: true }).flatMap(entry => (entry.isDirectory() ? [entry.name] : []))
    : []

const modules = foldersOf(MODULES)
const homeless = modules.filter(name => !MODULE_ORDER.includes(name))
if (homeless.length > 0) {
  throw new Error(
    `${MODULES}: give ${homeless.join(', ')} a place in MODULE_ORDER of .dependency-cruiser.cjs`,
  )
}

/** Tests, and what they share, stand beside the code. */
const TEST_FILE = '(\\.test\\.tsx?|/test-[^/]+\\.tsx?)$'

const anyOf = names => `(${names.join('|')})`

const doors = modules.map(name => ({
  name: `only-the-door-of-${name}`,
  comment: `Outside modules/${name}, only its index.ts may be imported; the bulk load of bench/ writes what a module writes.`,
  severity: 'error',
  from: { pathNot: `^(${MODULES}/${name}|bench)/` },
  to: { path: `^${MODULES}/${name}/`, pathNot: `^${MODULES}/${name}/index\\.ts$` },
}))

const downwards = modules.flatMap(name => {
  const notBelow = MODULE_ORDER.slice(MODULE_ORDER.indexOf(name) + 1)
  if (notBelow.length === 0) return []
  return {
    name: `${name}-uses-only-lower-modules`,
    comment: `News from modules/${name} travels upward as an event, or by a function handed in by modules/index.ts.`,
    severity: 'error',
    from: { path: `^${MODULES}/${name}/` },
    to: { path: `^${MODULES}/(${anyOf(notBelow)}/|index\\.ts$)` },
  }
})

const features = foldersOf(FEATURES).map(name => ({
  name: `feature-${name}-stands-alone`,
  comment: 'A feature never imports a feature or a route; the route passes what they share.',
  severity: 'error',
  from: { path: `^${FEATURES}/${name}/` },
  to: { path: `^apps/web/src/(features|routes)/`, pathNot: `^${FEATURES}/${name}/` },
}))

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...doors,
    ...downwards,
    ...features,
    {
      name: 'platform-knows-no-module',
      comment: 'The platform has no CRM word in it.',
      severity: 'error',
      from: { path: '^apps/server/src/platform/' },
      to: { path: `^(${MODULES}/|apps/server/src/(app|main)\\.ts$)` },
    },
    {
      name: 'web-base-knows-no-feature',
      comment: 'ui and lib have no business meaning.',
      severity: 'error',
      from: { path: '^apps/web/src/(ui|lib)/' },
      to: { path: '^apps/web/src/(features|routes)/' },
    },
    {
      name: 'apps-stay-apart',
      comment: 'Server and web meet in packages/ alone.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'packages-know-no-app',
      comment: 'What both sides share depends on neither.',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(apps|e2e|bench)/' },
    },
    {
      name: 'product-knows-no-test',
      comment: 'Nothing that ships imports a test or its helpers, which are named test-….',
      severity: 'error',
      from: { path: '^(apps|packages)/[^/]+/src/', pathNot: TEST_FILE },
      to: { path: `(${TEST_FILE}|^apps/[^/]+/test/|^e2e/|^bench/)` },
    },
    {
      name: 'no-circles',
      comment:
        'A circle is two files that are one idea, or an arrow that points the wrong way. Types may look back.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'nothing-unresolved',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^virtual:' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|generated)/|\\.gen\\.ts$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
}
