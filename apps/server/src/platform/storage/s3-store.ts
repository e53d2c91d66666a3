import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import type { S3Config } from '../config/config.ts'
import { type BlobStore, MissingBlobError } from './blob-store.ts'

/**
 * Files in a bucket of any service that speaks S3. An upload is first collected in a file, already sealed, because S3 wants its
 * length at the beginning; the object appears when all of it has arrived.
 * @param draftsDir folder for what is being collected
 */
export function createS3Store(config: S3Config, draftsDir: string): BlobStore {
  const { bucket: Bucket } = config
  const client = new S3Client({
    endpoint: config.endpoint,
    region: config.region,
    credentials: { accessKeyId: config.accessKeyId, secretAccessKey: config.secretAccessKey },
    // Works with every service, with buckets whose name is no host name too.
    forcePathStyle: true,
    // Frames are authenticated; many services know nothing of the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })

  async function* read(Key: string): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }))
      if (Body) yield* Body as AsyncIterable<Uint8Array>
    } catch (error) {
      if (error instanceof NoSuchKey) throw new MissingBlobError('no such file is stored')
      throw error
    }
  }

  return {
    async write(key, bytes) {
      await mkdir(draftsDir, { recursive: true, mode: 0o700 })
      const draft = join(draftsDir, randomBytes(12).toString('hex'))
      try {
        const file = await open(draft, 'wx', 0o600)
        try {
          for await (const chunk of bytes) await file.writeFile(chunk)
        } finally {
          await file.close()
        }
        const ContentLength = (await stat(draft)).size
        await client.send(
          new PutObjectCommand({ Bucket, Key: key, Body: createReadStream(draft), ContentLength }),
        )
      } finally {
        await rm(draft, { force: true })
      }
    },
    read,
    async delete(key) {
      await client.send(new DeleteObjectCommand({ Bucket, Key: key }))
    },
    async *list() {
      let ContinuationToken: string | undefined
      do {
        const page = await client.send(
          new ListObjectsV2Command({ Bucket, ...(ContinuationToken && { ContinuationToken }) }),
        )
        for (const { Key } of page.Contents ?? []) if (Key) yield Key
        ContinuationToken = page.NextContinuationToken
      } while (ContinuationToken)
    },
    openListed: read,
  }
}
