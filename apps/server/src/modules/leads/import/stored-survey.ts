import type { Storage } from '../../../platform/storage/storage.ts'
import type { Survey } from './imports.schemas.ts'
import { surveyKey } from './refused-rows.ts'

const MAX_BYTES = 50 * 1024 * 1024

export async function keepSurvey(storage: Storage, fileKey: string, survey: Survey): Promise<void> {
  await storage.put(surveyKey(fileKey), Buffer.from(JSON.stringify(survey)), {
    type: 'application/json',
    maxBytes: MAX_BYTES,
  })
}

/** What was found in the file when it was uploaded. */
export async function readSurvey(storage: Storage, fileKey: string): Promise<Survey> {
  const chunks: Buffer[] = []
  for await (const chunk of storage.read(surveyKey(fileKey))) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}
