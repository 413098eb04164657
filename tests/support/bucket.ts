import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text, buffer } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import type { Bucket } from '#publishing/files/store.ts'

interface Stored {
  bytes: Buffer
  type: string
  at: Date
}

/**
 * A server that speaks as much S3 as the portal needs, with one bucket in memory: for what only a bucket can show. It
 * checks no signature.
 */
export async function bucketServer(host = '127.0.0.1'): Promise<{
  place: Bucket
  /** The same, as the portal's settings say it. */
  env: Record<string, string>
  objects: Map<string, Stored>
}> {
  const objects = new Map<string, Stored>()
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://bucket')
    const key = decodeURIComponent(pathname.replace(/^\/wenming\/?/, ''))
    const give = (status: number, body: string | Buffer = '', headers = {}) =>
      void response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body)
    if (request.method === 'GET' && !key) {
      const found = [...objects].filter(([name]) => name.startsWith(searchParams.get('prefix') ?? '')).toSorted()
      return give(
        200,
        `<ListBucketResult><IsTruncated>false</IsTruncated><KeyCount>${found.length}</KeyCount>${found
          .map(
            ([name, { bytes, at }]) =>
              `<Contents><Key>${name}</Key><Size>${bytes.length}</Size><LastModified>${at.toISOString()}</LastModified></Contents>`,
          )
          .join('')}</ListBucketResult>`,
        { 'Content-Type': 'application/xml' },
      )
    }
    if (request.method === 'POST' && searchParams.has('delete')) {
      for (const [, name] of (await text(request)).matchAll(/<Key>(.*?)<\/Key>/g)) objects.delete(name!)
      return give(200, '<DeleteResult/>', { 'Content-Type': 'application/xml' })
    }
    if (request.method === 'PUT') {
      objects.set(key, {
        bytes: await buffer(request),
        type: request.headers['content-type'] ?? '',
        at: new Date(),
      })
      return give(200, '', { ETag: '"1"' })
    }
    if (request.method === 'DELETE') {
      objects.delete(key)
      return give(204)
    }
    const found = objects.get(key)
    if (!found) return give(404, '<Error><Code>NoSuchKey</Code></Error>', { 'Content-Type': 'application/xml' })
    give(200, found.bytes, {
      'Content-Type': found.type,
      'Content-Length': found.bytes.length,
      'Last-Modified': found.at.toUTCString(),
      ETag: '"1"',
    })
  })
  await new Promise<void>(resolve => server.listen(0, host, resolve))
  onTestFinished(() => void server.close())
  const place = {
    endpoint: `http://${host}:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    bucket: 'wenming',
    accessKeyId: 'key',
    secretAccessKey: 'secret',
  }
  return {
    objects,
    place,
    env: {
      FILES_S3_BUCKET: place.bucket,
      FILES_S3_ENDPOINT: place.endpoint,
      FILES_S3_KEY_ID: place.accessKeyId,
      FILES_S3_SECRET: place.secretAccessKey,
    },
  }
}
