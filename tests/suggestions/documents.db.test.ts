import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import type { Db } from '#db/schema.ts'
import { writeWorkbook } from '#forms/workbook.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { listShownAnswers } from '#suggestions/answers.ts'
import { makeMove } from '#suggestions/course.ts'
import { findDeskSuggestion, readDeskDocument } from '#suggestions/desk.ts'
import { dropOldDocuments, keepWaitingDocument, listDocuments, readDocument } from '#suggestions/documents.ts'
import { answer } from '#suggestions/moves/answer.ts'
import { interimReply } from '#suggestions/moves/interim-reply.ts'
import { merger } from '#suggestions/moves/merger.ts'
import { verification } from '#suggestions/moves/verification.ts'
import { photosOnDisk, sweepPhotos } from '#suggestions/photo-files.ts'
import { listTimeline } from '#suggestions/timeline.ts'
import { addColleagues, bringTo, type Colleagues, receive, withKey, written } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'
import { aPdf, waitingDocument, waitingPhoto } from '../support/waiting.ts'

const now = new Date('2026-11-23T02:00:00Z')
const aDay = 86_400_000
let connection: Connection
let db: Db
let people: Colleagues
let dataDir: string
beforeAll(async () => {
  connection = await openTestDatabase()
  db = connection.db
  people = await addColleagues(db)
  dataDir = await mkdtemp(join(tmpdir(), 'documents-test-'))
})
afterAll(async () => {
  await connection.close()
  await rm(dataDir, { recursive: true })
})

const store = () => photosOnDisk(dataDir)
const idOf = async (number: string) =>
  (await db.selectFrom('suggestion').select('id').where('number', '=', number).executeTakeFirstOrThrow()).id
const table = async () =>
  Buffer.from(
    await writeWorkbook([
      ['路灯', '盏'],
      ['大猷街', 12],
    ]),
  )
const withoutPhotos = (documents: string[]) => ({ ...written('已更换全部灯管。', '夜里拍不清'), documents })

describe('a document', () => {
  const keep = async (name: string, bytes: Buffer) => {
    const path = join(dataDir, randomUUID())
    await writeFile(path, bytes)
    return keepWaitingDocument(db, store(), { path, name }, now)
  }
  const oldTable = (...names: string[]) =>
    Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.alloc(512),
      ...names.map(name => Buffer.from(name, 'utf16le')),
    ])

  test('is taken when its content is what its name says', async () => {
    for (const [name, bytes] of [
      ['清单.pdf', aPdf],
      ['C:\\台账\\明细.XLSX', await table()],
      ['旧表.xls', oldTable('Workbook')],
    ] as const) {
      const kept = await keep(name, bytes)
      expect(kept).toEqual({ token: expect.stringMatching(/^[0-9a-f]{32} [^\\]+$/) as string })
    }
  })

  test.each([
    ['a paper of another kind', 'unknown-kind', '通知.docx', async () => table()],
    ['a picture', 'unknown-kind', '照片.jpg', () => aPdf],
    [
      'a page under the name of a paper',
      'not-what-it-says',
      '清单.pdf',
      () => Buffer.from('<script>alert(1)</script>'),
    ],
    ['a text document under the name of a table', 'not-what-it-says', '旧表.xls', () => oldTable('WordDocument')],
    ['an empty one', 'empty', '清单.pdf', () => Buffer.alloc(0)],
    ['a paper that was cut off', 'broken', '清单.pdf', () => aPdf.subarray(0, 20)],
    ['a table that was cut off', 'broken', '明细.xlsx', async () => (await table()).subarray(0, -40)],
    [
      'a table with macros',
      'with-macros',
      '明细.xlsx',
      async () => Buffer.concat([await table(), Buffer.from('xl/vbaProject.bin')]),
    ],
    ['an old table with macros', 'with-macros', '旧表.xls', () => oldTable('Workbook', '_VBA_PROJECT')],
  ])('is refused when it is %s', async (_what, refused, name, bytes) => {
    expect(await keep(name, await bytes())).toEqual({ refused })
  })
})

test('documents stand beside the answer in their order, and its author has them once it is shown', async () => {
  const number = await bringTo(db, 'signed-for', people, now, { kind: 'problem' })
  const id = await idOf(number)
  const carried = [
    await waitingDocument(db, dataDir, now, '整改清单.pdf'),
    await waitingDocument(db, dataDir, now, '明细.xlsx', await table()),
  ]
  expect(await makeMove(db, answer, number, withoutPhotos(carried), people.lead, now)).toEqual({ number })
  const [first, second] = await listDocuments(db, id)
  expect([first, second]).toMatchObject([
    { name: '整改清单.pdf', kind: 'pdf', bytes: aPdf.length },
    { name: '明细.xlsx', kind: 'xlsx' },
  ])
  const read = (seenBy: 'desk' | 'author') => readDocument(db, store(), { suggestionId: id, id: first!.id, seenBy })
  expect(await read('author')).toBeUndefined()
  expect(await read('desk')).toEqual({ name: '整改清单.pdf', bytes: aPdf })
  await makeMove(db, verification, number, {}, people.clerk, now)
  expect(await read('author')).toEqual({ name: '整改清单.pdf', bytes: aPdf })
  const shown = await listShownAnswers(db, id)
  expect(shown[0]!.documents.map(({ name }) => name)).toEqual(['整改清单.pdf', '明细.xlsx'])
})

test('a document is read by those alone to whom the suggestion is there', async () => {
  const number = await bringTo(db, 'signed-for', people, now)
  const carried = await waitingDocument(db, dataDir, now)
  await makeMove(db, answer, number, withoutPhotos([carried]), people.lead, now)
  const [{ id } = { id: 0 }] = await listDocuments(db, await idOf(number))
  const read = (viewer: Colleagues[keyof Colleagues], of = number) =>
    readDeskDocument(db, store(), { number: of, id }, viewer)
  for (const viewer of [people.lead, people.clerk, people.supervisor]) expect(await read(viewer)).toBeDefined()
  expect(await read(people.outsider)).toBeUndefined()
  expect(await read(people.clerk, await receive(db, now))).toBeUndefined()
  expect(await read(people.clerk, '2026-99999')).toBeUndefined()
})

test('an interim reply has documents too, which its author has at once and the author of what was merged into it has not', async () => {
  const number = await bringTo(db, 'signed-for', people, now)
  const other = await receive(db, now)
  const reply = (documents: string[]) =>
    makeMove(
      db,
      interimReply,
      number,
      { body: '已派人看过现场，等材料到货。', next_on: '2026-12-01', documents, ...withKey() },
      people.lead,
      now,
    )
  expect(await reply([`${'0'.repeat(32)} 没有.pdf`])).toEqual({ refused: 'documents-gone' })
  expect(await reply([await waitingDocument(db, dataDir, now)])).toEqual({ number })
  await makeMove(db, merger, other, { into: number }, people.clerk, now)
  const id = await idOf(number)
  const [document] = await listDocuments(db, id)
  const read = (seenBy: 'author' | 'merged-author') =>
    readDocument(db, store(), { suggestionId: id, id: document!.id, seenBy })
  expect(await read('author')).toBeDefined()
  expect(await read('merged-author')).toBeUndefined()
  const timeline = await listTimeline(db, id, { nameOf: unit => unit ?? '', letterPrefix: '' })
  expect(timeline.find(({ action }) => action === interimReply.action)?.documents).toMatchObject([
    { name: '整改清单.pdf' },
  ])
})

test('a form whose document is gone loses none of its photos', async () => {
  const number = await bringTo(db, 'signed-for', people, now, { kind: 'problem' })
  const [before, after] = [await waitingPhoto(db, dataDir, now), await waitingPhoto(db, dataDir, now)]
  const data = written('已更换全部灯管。', undefined, { before: [before], after: [after] })
  const gone = { ...data, documents: [`${'0'.repeat(32)} 没有.pdf`] }
  expect(await makeMove(db, answer, number, gone, people.lead, now)).toEqual({ refused: 'documents-gone' })
  expect(await makeMove(db, answer, number, data, people.lead, now)).toEqual({ number })
  const found = await findDeskSuggestion(db, createPersonalData(Buffer.alloc(32, 7)), number, people.lead)
  expect(found?.answers[0]).toMatchObject({ photos: [{ moment: 'before' }, { moment: 'after' }], documents: [] })
})

test('a document that no form takes within a day is removed, one beside an answer stays', async () => {
  await dropOldDocuments(db, store(), new Date(now.getTime() + aDay))
  const folders = async () => (await readdir(join(dataDir, 'photos/2026-11'))).length
  const before = await folders()
  await waitingDocument(db, dataDir, now)
  expect(await folders()).toBe(before + 1)
  for (const folder of await readdir(join(dataDir, 'photos/2026-11')))
    await utimes(join(dataDir, 'photos/2026-11', folder), now, now)
  expect(await sweepPhotos(db, store(), new Date(now.getTime() + aDay / 2))).toBe(0)
  expect(await dropOldDocuments(db, store(), new Date(now.getTime() + aDay))).toBe(1)
  expect(await folders()).toBe(before)
})
