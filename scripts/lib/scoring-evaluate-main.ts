import { evaluateFile } from './scoring-evaluation.ts'

try {
  console.log(JSON.stringify(await evaluateFile(process.argv.slice(2))))
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
