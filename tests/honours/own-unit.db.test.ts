import { describe, expect, test } from 'vitest'
import { type Applicant, findCase } from '#honours/applications.ts'
import { offeredOf } from '#honours/move.ts'
import { answer } from '#honours/moves/answer.ts'
import { award } from '#honours/moves/award.ts'
import { declination } from '#honours/moves/declination.ts'
import { honourMoves } from '#honours/moves/index.ts'
import { notice } from '#honours/moves/notice.ts'
import { applicationWords as words } from '#honours/words.ts'
import { afterwards, batch, honourDesk, now, personalData, until } from '../support/honouring.ts'

describe('an application for an honour of one’s own unit', () => {
  const { connection, people, refused, filed, press, say } = honourDesk()

  test('is put on notice, answered for, awarded and declined by nobody of its own unit, nor by who filed it', async () => {
    const { db } = connection
    const own = people.everything
    const afterMoving: Applicant = { id: people.officer.id, roles: ['clerk', 'supervisor'], units: [] }
    const id = await filed()
    const lastDay = { until, looked: false }
    for (const person of [own, afterMoving]) {
      const found = (await findCase(db, id))!
      expect(offeredOf(honourMoves, found, { person, now, personalData }).map(({ name }) => name)).toEqual(
        person === own ? ['withdrawal'] : [],
      )
      expect(await refused(press(notice, id, lastDay, person))).toBe(words.own)
      expect(await refused(press(declination, id, { words: '不够条件。' }, person))).toBe(words.own)
    }
    expect(await press(notice, id, lastDay, people.clerk)).toEqual({})
    await say(id)
    const objectionId = (await findCase(db, id))!.objections[0]!.id
    const reply = { objection: String(objectionId), words: '已经清走，连查三晚。', looked: false }
    for (const person of [own, afterMoving]) expect(await refused(press(answer, id, reply, person))).toBe(words.own)
    expect(await press(answer, id, reply, people.clerk)).toEqual({})
    for (const person of [own, afterMoving])
      expect(await refused(press(award, id, batch, person, afterwards))).toBe(words.own)
    expect(await press(award, id, batch, people.supervisor, afterwards)).toEqual({})
  })

  test('SQL lets nobody of its unit decide it either', async () => {
    const { db } = connection
    const hands = [people.everything.id, people.former.id]
    const set = (id: number, change: object) =>
      db.updateTable('honour_application').set(change).where('id', '=', id).execute()
    const id = await filed(people.former)
    for (const hand of hands) {
      const change = { state: 'noticed', noticed_by: hand, notice_from: '2026-11-23', notice_until: until }
      await expect(set(id, change)).rejects.toThrow(/is their own/)
      await expect(set(id, { state: 'declined', words: '不够条件。', ended_by: hand, ended_at: now })).rejects.toThrow(
        /is their own/,
      )
    }
    expect(await press(notice, id, { until, looked: false }, people.clerk)).toEqual({})
    await say(id)
    for (const hand of hands)
      await expect(
        db
          .updateTable('notice_objection')
          .set({ answer: '已经清走。', answered_by: hand, answered_at: now })
          .where('application_id', '=', id)
          .execute(),
      ).rejects.toThrow(/is their own/)
    const reply = { objection: String((await findCase(db, id))!.objections[0]!.id), words: '已经清走。', looked: false }
    expect(await press(answer, id, reply, people.clerk)).toEqual({})
    for (const hand of hands)
      await expect(
        set(id, { ...batch, state: 'awarded', ended_by: hand, ended_at: afterwards, awarded_on: '2026-12-01' }),
      ).rejects.toThrow(/is their own/)
  })
})
