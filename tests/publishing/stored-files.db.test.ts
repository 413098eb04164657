import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { listFiles } from '#publishing/files/listing.ts'
import { openBucket, openFileStore } from '#publishing/files/store.ts'
import { adoptOldFiles, openFile, storeFile } from '#publishing/files/stored-files.ts'
import { bucketServer } from '../support/bucket.ts'
import { aNotice, temporaryDirectory } from '../support/content.ts'
import { newsroom } from '../support/newsroom.ts'

const now = new Date('2026-11-29T10:00:00+08:00')

test.each(['disk', 'bucket'])(
  'files from before get a row on the %s, once: readers keep those that an entry names, the others wait',
  async where => {
    const room = await newsroom()
    const directory = await temporaryDirectory()
    const { place, objects } = await bucketServer()
    const store = openFileStore(directory, where === 'bucket' ? await openBucket(place) : undefined)
    const hash = where === 'disk' ? '00000000000000d1' : '00000000000000b1'
    const [named, other] = [`${hash}/named.pdf`, `${hash}/other.pdf`]
    for (const key of [named, other, 'probe.txt']) {
      objects.set(`files/${key}`, { bytes: Buffer.from(`%PDF-1.7 ${key}`), type: 'application/pdf', at: now })
      await mkdir(dirname(join(directory, 'files', key)), { recursive: true })
      await writeFile(join(directory, 'files', key), `%PDF-1.7 ${key}`)
    }
    // Photos lie in the same bucket.
    objects.set('photos/2026-11/x-640.webp', { bytes: Buffer.from('a photo'), type: 'image/webp', at: now })
    expect([await adoptOldFiles(room.db, store), await adoptOldFiles(room.db, store)]).toEqual([2, 0])
    await room.publish({ 'content/notices/2026/old.md': aNotice({ body: `[旧文件](/files/${named})` }) })

    const reader = { db: room.db, content: room.content, person: undefined, now: new Date() }
    const file = await openFile(reader, store, `/files/${named}`)
    if (!file || file === 'withdrawn') throw new Error('readers lost it')
    expect(await text(Readable.from(await file.read()))).toBe(`%PDF-1.7 ${named}`)
    expect(await openFile(reader, store, `/files/${other}`)).toBeUndefined()
    const publisher = await room.person('甲', 'publisher')
    const contributor = await room.person('乙', 'contributor')
    const listed = async (person: typeof publisher) =>
      (await listFiles({ ...reader, person })).filter(each => each.address.includes(hash)).map(each => each.state)
    expect([await listed(publisher), await listed(contributor)]).toEqual([['waiting', 'public'], ['public']])
  },
)

test('one file of two people is stored once, and each has it under their own name and address', async () => {
  const room = await newsroom()
  const directory = await temporaryDirectory()
  const store = openFileStore(directory)
  const people = [await room.person('甲', 'contributor'), await room.person('乙', 'contributor')]
  const stored = []
  for (const [at, person] of people.entries()) {
    const path = join(directory, `${at}.upload`)
    await writeFile(path, '%PDF-1.7 同一份')
    const file = await storeFile({ db: room.db, content: room.content, person, now }, store, {
      path,
      name: `第${at}份.pdf`,
    })
    if ('kind' in file) throw new Error(file.words)
    stored.push(await room.db.selectFrom('stored_file').selectAll().where('id', '=', file.id).executeTakeFirstOrThrow())
  }
  expect(stored.map(({ name }) => name)).toEqual(['第0份.pdf', '第1份.pdf'])
  expect(new Set(stored.map(({ stored_as }) => stored_as)).size).toBe(1)
  expect(new Set(stored.map(({ address }) => address)).size).toBe(2)
})

test('the database itself refuses a file that changes what it is, or comes back', async () => {
  const room = await newsroom()
  const { id } = await room.person('甲', 'publisher')
  const file = await room.db
    .insertInto('stored_file')
    .values({
      address: `/files/${'e'.repeat(16)}/a.pdf`,
      stored_as: 'x.pdf',
      name: 'a.pdf',
      bytes: 1,
      owner_id: id,
      stored_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const set = (values: object) => room.db.updateTable('stored_file').set(values).where('id', '=', file.id).execute()
  await expect(set({ stored_as: 'y.pdf' })).rejects.toThrow('keeps what it is')
  await expect(set({ withdrawn_at: now })).rejects.toThrow('check constraint')
  await set({ withdrawn_at: now, withdrawn_by: id, withdrawn_because: '有误' })
  await expect(set({ withdrawn_at: null, withdrawn_by: null, withdrawn_because: null })).rejects.toThrow('stays so')
})
