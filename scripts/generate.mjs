// `npm run generate`: writes what is made from the server. With `--check` it only compares, and fails when a file is stale.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { bootstrap, root } from './lib/bootstrap.mjs'

await bootstrap(import.meta.url)

const { generateFiles } = await import('./lib/generated.ts')
const isCheck = process.argv.includes('--check')

for (const { path, text } of await generateFiles()) {
  const file = join(root, path)
  const present = await readFile(file, 'utf8').catch(() => '')
  if (present === text) continue
  if (isCheck) {
    console.error(`${path} is stale: run npm run generate`)
    process.exitCode = 1
    continue
  }
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
  console.log(`wrote ${path}`)
}
