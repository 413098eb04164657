import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { createPersonalData } from '#people/personal-data.ts'
import { openCode, parseCode } from '#suggestions/code.ts'
import { photoSizes } from '#suggestions/photo-files.ts'
import { openPostgres } from '../support/database.ts'
import { phonePhoto, photoPath } from '../support/pictures.ts'
import { dataKey, portalSettings, startServer } from '../support/server.ts'
import { typedSuggestion } from '../support/suggestion.ts'
import { visitor } from '../support/visitor.ts'

const personalData = createPersonalData(dataKey)

/** Sends every form, eight at a time; the code by request key for those that were acknowledged. */
async function sendAll(
  address: string,
  forms: Record<string, string>[],
  whenAcknowledged: (count: number) => void = () => {},
): Promise<Map<string, string>> {
  const acknowledged = new Map<string, string>()
  const photo = await phonePhoto({ width: 60, height: 40 })
  const waiting = [...forms]
  const sender = async () => {
    for (let form = waiting.shift(); form; form = waiting.shift()) {
      const data = new FormData()
      for (const [name, value] of Object.entries(form)) data.append(name, value)
      if (form.title!.endsWith('0 号')) data.append('photos', new File([photo as BlobPart], 'a.jpg'))
      const response = await visitor(address)
        .post('/participate/suggest', data)
        .catch(() => undefined)
      if (response?.status !== 303) continue
      acknowledged.set(form.request_key!, parseCode(response.headers.get('location')!.split('/').at(-1)!)!)
      whenAcknowledged(acknowledged.size)
    }
  }
  await Promise.all(Array.from({ length: 8 }, sender))
  return acknowledged
}

test.skipIf(!inject('postgres'))(
  'killed in the middle of 200 posts, the portal has lost nothing that it acknowledged, and a retry doubles nothing',
  async () => {
    const database = await openPostgres()
    const dataDir = await mkdtemp(join(tmpdir(), 'portal-killed-'))
    try {
      const forms = Array.from({ length: 200 }, (_, n) => typedSuggestion({ title: `第 ${n} 号` }))
      const first = await startServer({ ...portalSettings, DATABASE_URL: database.databaseUrl }, { dataDir })
      const acknowledged = await sendAll(first.address, forms, count => count === 70 && first.process.kill('SIGKILL'))
      expect(acknowledged.size).toBeGreaterThanOrEqual(70)
      expect(acknowledged.size).toBeLessThan(200)

      const second = await startServer({ ...portalSettings, DATABASE_URL: database.databaseUrl }, { dataDir })
      const retried = await sendAll(
        second.address,
        forms.filter(form => !acknowledged.has(form.request_key!)),
      )
      // Somebody who did get the answer may press again, too.
      const again = await sendAll(second.address, forms.slice(0, 20))
      await second.stop()

      const rows = await database.db.selectFrom('suggestion').select(['id', 'code_sealed']).execute()
      // The key that is kept is bound to what was sent: codes tell which is which.
      const given = new Map([...acknowledged, ...retried])
      expect(rows).toHaveLength(200)
      expect(rows.map(row => openCode(personalData, row.code_sealed)).toSorted()).toEqual(
        [...given.values()].toSorted(),
      )
      for (const [key, code] of again) expect(given.get(key)).toBe(code)

      const events = await database.db
        .selectFrom('event')
        .select('object_id')
        .where('action', '=', 'suggestion.received')
        .execute()
      expect(events.map(event => event.object_id).toSorted()).toEqual(rows.map(row => String(row.id)).toSorted())

      const photos = await database.db.selectFrom('suggestion_photo').selectAll().execute()
      expect(photos).toHaveLength(20)
      for (const photo of photos)
        for (const size of photoSizes) expect(existsSync(photoPath(dataDir, photo.file, size))).toBe(true)
    } finally {
      await database.close()
      await rm(dataDir, { recursive: true, force: true })
    }
  },
)

test.skipIf(!inject('postgres'))(
  'with the database away the form comes back with what was typed, and says that it is not the person’s fault',
  async () => {
    const database = await openPostgres()
    const server = await startServer({ DATABASE_URL: database.databaseUrl })
    try {
      await database.close()
      const response = await visitor(server.address).post(
        '/participate/suggest',
        typedSuggestion({ body: '写了很久的一段话' }),
      )
      expect(response.status).toBe(503)
      const page = await response.text()
      expect(page).toContain('写了很久的一段话')
      expect(page).toContain('系统一时存不进去')
    } finally {
      await server.stop()
    }
  },
)
