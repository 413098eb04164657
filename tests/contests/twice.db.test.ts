import { describe, expect, test } from 'vitest'
import { listedOf } from '#contests/contests.ts'
import { admission } from '#contests/moves/admission.ts'
import { adoption } from '#contests/moves/adoption.ts'
import { award, gradeOf } from '#contests/moves/award.ts'
import { covering } from '#contests/moves/covering.ts'
import { declaration } from '#contests/moves/declaration.ts'
import { ending } from '#contests/moves/ending.ts'
import { judging } from '#contests/moves/judging.ts'
import { notice } from '#contests/moves/notice.ts'
import { rejection } from '#contests/moves/rejection.ts'
import { removal } from '#contests/moves/removal.ts'
import { rewording } from '#contests/moves/rewording.ts'
import { scoring } from '#contests/moves/scoring.ts'
import { takingDown } from '#contests/moves/taking-down.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { asShown, previewFor } from '#suggestions/redaction/preview.ts'
import { aCall, afterNotice, contestRoom, noticeUntil, whileOpen } from '../support/contests.ts'
import { dataKey } from '../support/server.ts'

const personalData = createPersonalData(dataKey)

describe('a form of a contest that is sent twice', () => {
  const { connection, people, desk } = contestRoom()

  const count = async () => {
    const { events } = await connection.db
      .selectFrom('event')
      .select(eb => eb.fn.countAll<string>().as('events'))
      .executeTakeFirstOrThrow()
    return Number(events)
  }
  /** Answered as the first was, with nothing written; with other words it is another thing. */
  async function twice(press: () => Promise<object>, other?: () => Promise<object>) {
    const before = await count()
    expect(await press()).toEqual({})
    expect(await count()).toBeGreaterThan(before)
    const after = await count()
    expect(await press()).toEqual({})
    expect(await count()).toBe(after)
    if (other) expect(await other()).toHaveProperty('refused')
  }

  test('is done once, from the first review to what came of it', async () => {
    const { db } = connection
    const { clerk, supervisor, first, second, admin } = people
    const call = aCall({ least_judges: 1 })
    const on = desk(call)
    const { number, id } = await on.enter(whileOpen, { body: '弄堂口看不见来车，阿婆上周摔了。' })
    const shown = async (cover_words: string) => ({
      ...asShown(await previewFor(db, id, { cover_words }, personalData)),
      cover_words,
    })
    const [plain, covered] = [await shown(''), await shown('阿婆')]
    await twice(
      () => on.pressEntry(admission, number, plain, clerk),
      () => on.pressEntry(admission, number, covered, clerk),
    )
    await twice(() => on.pressEntry(covering, number, covered, clerk))
    const other = await on.enter()
    await twice(
      () => on.pressEntry(rejection, other.number, { words: '说的是投诉。' }, clerk),
      () => on.pressEntry(rejection, other.number, { words: '不是点子。' }, clerk),
    )
    await on.collected(1)
    await twice(() => on.press(judging, {}, clerk))
    const third = (await on.found()).entries[2]!.number
    for (const judge of [first, second])
      for (const each of [number, third]) {
        await twice(() => on.pressEntry(declaration, each, { conflict: 'no' }, judge))
        await twice(
          () => on.pressEntry(scoring(call.criteria), each, on.pointsFor(80), judge),
          () => on.pressEntry(scoring(call.criteria), each, on.pointsFor(81), judge),
        )
      }
    await twice(() => on.list())
    await twice(
      () => on.press(notice, { until: noticeUntil }, clerk),
      () => on.press(notice, { until: '2026-12-01' }, clerk),
    )
    await twice(
      () => on.press(removal, { entry: String(third), words: '查实是抄来的。' }, clerk),
      () => on.press(removal, { entry: String(third), words: '另一个理由。' }, clerk),
    )
    await twice(
      () => on.press(takingDown, { entry: '1', words: '写到了邻居。' }, clerk),
      () => on.press(takingDown, { entry: '1', words: '另一个理由。' }, clerk),
    )
    const listed = listedOf(await on.found())
    const give = (grade: string) => on.press(award(listed), { [gradeOf(listed[0]!)]: grade }, supervisor, afterNotice)
    await twice(
      () => give('一等奖'),
      () => give('二等奖'),
    )
    await twice(() => on.press(adoption, { entry: '1', words: '先试一处。', on: '2026-12-01' }, clerk, afterNotice))
    expect(await on.press(notice, { until: noticeUntil }, admin)).toHaveProperty('refused')
  })

  test('ends a contest once, and rewords its reason once', async () => {
    const on = desk()
    const end = (words: string) => on.press(ending, { words }, people.supervisor)
    await twice(
      () => end('收得太少。'),
      () => end('都不够好。'),
    )
    await twice(() => on.press(rewording, { words: '没有收到几件。' }, people.clerk))
  })
})
