import { expect, test } from 'vitest'
import { listSimilar } from '#suggestions/similar.ts'
import { addColleagues, bringTo, receive } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'

const now = new Date('2026-11-23T02:00:00Z')

test('those that may be the same are named first when place and words agree, and only open ones can be merged into', async () => {
  const { db, close } = await openTestDatabase()
  try {
    const people = await addColleagues(db)
    const retell = async (number: string, change: { title?: string; place?: string; body?: string }) => {
      await db.updateTable('suggestion').set(change).where('number', '=', number).execute()
      return number
    }
    const asked = await receive(db, now)
    const elsewhere = await retell(await receive(db, now), { title: '大猷街盲道被电动车占满', place: '另一处' })
    const closed = await bringTo(db, 'closed', people, now)
    const both = await receive(db, now)
    await retell(await receive(db, now), { title: '公园里的路灯不亮', body: '晚上很黑。', place: '公园' })
    const found = await listSimilar(
      db,
      await db.selectFrom('suggestion').selectAll().where('number', '=', asked).executeTakeFirstOrThrow(),
    )
    expect(found.map(({ number, isOpen }) => [number, isOpen])).toEqual([
      [both, true],
      [closed, false],
      [elsewhere, true],
    ])
  } finally {
    await close()
  }
})
