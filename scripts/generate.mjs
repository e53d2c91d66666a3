// `npm run generate`: writes what is made from the server. With `--check` it only compares, and fails when a file is stale.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { bootstrap, root } from './lib/bootstrap.mjs'

await bootstrap(import.meta.url)

const { generateFiles } = await import('./lib/generated.ts')

const isCheck = process.argv.includes('--check')
let isStale = false

for (const { path, text } of await generateFiles()) {
  const file = join(root, path)
  const present = await readFile(file, 'utf8').catch(() => '')
  if (present === text) continue
  isStale = true
  if (isCheck) {
    console.error(`${path} is stale: run npm run generate`)
    continue
  }
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
  console.log(`wrote ${path}`)
}

// A server that was built and never started has nothing left to wait for.
process.exit(isCheck && isStale ? 1 : 0)
