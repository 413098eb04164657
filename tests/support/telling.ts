import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { makeMove, type SuggestionMove } from '#suggestions/course.ts'
import { asShown, previewFor } from '#suggestions/redaction/preview.ts'
import { receiveSuggestion } from '#suggestions/suggestions.ts'
import { addColleagues, type Colleague, type Colleagues } from './course.ts'
import { openTestDatabase } from './database.ts'
import { suggestionInput } from './suggestion.ts'
import { waitingPhoto } from './waiting.ts'

export const now = new Date('2026-11-23T02:00:00Z')
export const personalData = createPersonalData(Buffer.alloc(32, 7))
/** What no unit may read. */
export const secrets = ['季小满', '13912345678', '702室']
/** A sentence that gives all of it away. */
export const telling = `我是${secrets[0]}，电话${secrets[1]}，住${secrets[2]}。`
/** The words of a suggestion in which the secrets stand. */
export const whole = (say: string) => ({
  title: `${telling}${say}`,
  body: `${telling}正文${say}`,
  place: `${secrets[2]}门口`,
})

/** The desk of a file of tests, with its people, to which a telling author writes. */
export function deskOfTelling() {
  let connection: Connection
  let people: Colleagues
  let dataDir: string
  beforeAll(async () => {
    connection = await openTestDatabase()
    people = await addColleagues(connection.db)
    dataDir = await mkdtemp(join(tmpdir(), 'units-read-'))
  })
  afterAll(async () => {
    await connection.close()
    await rm(dataDir, { recursive: true })
  })

  const make = (
    move: SuggestionMove,
    number: string,
    data: Record<string, unknown>,
    by: Colleague | 'author',
    at = now,
  ) => makeMove(connection.db, move, number, data, by, at, { personalData, letterPrefix: '丽' })
  const row = (number: string) =>
    connection.db.selectFrom('suggestion').selectAll().where('number', '=', number).executeTakeFirstOrThrow()
  return {
    get db() {
      return connection.db
    },
    get people() {
      return people
    },
    get dataDir() {
      return dataDir
    },
    make,
    row,
    done: async (...made: Parameters<typeof make>) => expect(await make(...made)).toEqual({ number: made[1] }),
    photo: () => waitingPhoto(connection.db, dataDir, now),
    /** What a clerk sends who lets through what the preview proposes. */
    async asProposed(number: string) {
      const { seen = [], cover = [] } = asShown(
        await previewFor(connection.db, (await row(number)).id, {}, personalData),
      )
      return { seen, cover }
    },
    async send(say: string, photos: string[] = []): Promise<string> {
      const received = await receiveSuggestion(
        connection.db,
        suggestionInput({ ...whole(say), kind: 'advice', name: secrets[0]!, phone: secrets[1]! }),
        photos,
        { personalData, now, privacyVersion: '2026-11-22' },
      )
      if ('refused' in received) throw new Error(received.refused)
      return received.number
    },
  }
}
