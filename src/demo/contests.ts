import { momentOf } from '#calendar/lishui.ts'
import { findContest, listedOf, type Mover } from '#contests/contests.ts'
import { addEntry } from '#contests/entering.ts'
import { contestEngine, type ContestMove, entryEngine, type EntryMove } from '#contests/move.ts'
import { admission } from '#contests/moves/admission.ts'
import { adoption } from '#contests/moves/adoption.ts'
import { award, gradeOf } from '#contests/moves/award.ts'
import { declaration } from '#contests/moves/declaration.ts'
import { judgeNaming } from '#contests/moves/judge-naming.ts'
import { judging } from '#contests/moves/judging.ts'
import { notice } from '#contests/moves/notice.ts'
import { pointsOf, scoring } from '#contests/moves/scoring.ts'
import { comingOf, shortList } from '#contests/moves/short-list.ts'
import { listCovered, seenOf } from '#contests/reading.ts'
import { inTransaction } from '#db/transaction.ts'
import type { Portal } from '#portal.ts'
import { asShown, previewFor } from '#suggestions/redaction/preview.ts'
import { sampleCall as call, sampleEntries } from './sample-contest.ts'

/** Brings the finished sample contest to its award. A move that was made before the process was cut off is refused, which is what we want. */
export async function seedContest({ db, personalData }: Pick<Portal, 'db' | 'personalData'>): Promise<void> {
  const personOf = (login: string): Promise<Mover> =>
    db.selectFrom('person').select(['id', 'roles']).where('login', '=', login).executeTakeFirstOrThrow()
  const [clerk, supervisor, admin] = [await personOf('clerk'), await personOf('supervisor'), await personOf('admin')]
  const judges = [await personOf('officer'), await personOf('reviewer')]
  const by = (person: Mover, day: string) => ({ person, now: momentOf(day, '10:00'), personalData })
  const press = (move: ContestMove, data: object, person: Mover, day: string) =>
    contestEngine.makeMove(db, move, call, { ...data }, by(person, day))
  const pressEntry = (move: EntryMove, number: number, data: object, person: Mover, day: string) =>
    entryEngine.makeMove(db, move, { call, number }, { ...data }, by(person, day))

  for (const [at, { title }] of sampleEntries.entries()) {
    const { id } = await db.selectFrom('suggestion').select('id').where('title', '=', title).executeTakeFirstOrThrow()
    const { entries } = await findContest(db, call)
    if (!entries.some(({ suggestion_id }) => suggestion_id === id))
      await inTransaction(db, trx => addEntry(trx, call, { id }, momentOf('2026-10-12', '20:00')))
    await pressEntry(admission, at + 1, asShown(await previewFor(db, id, {}, personalData)), clerk, '2026-10-16')
  }
  for (const { id } of judges) await press(judgeNaming, { judge: String(id) }, admin, '2026-10-16')
  await press(judging, {}, clerk, '2026-10-19')
  for (const [at, { points }] of sampleEntries.entries())
    for (const [which, judge] of judges.entries()) {
      const given = Object.fromEntries(call.criteria.map(({ code }) => [pointsOf(code), points[which]]))
      await pressEntry(declaration, at + 1, { conflict: 'no' }, judge, '2026-10-20')
      await pressEntry(scoring(call.criteria) as EntryMove, at + 1, given, judge, '2026-10-21')
    }
  const seen = [seenOf(await listCovered(db, comingOf(await findContest(db, call))))]
  await press(shortList(false) as ContestMove, { seen }, supervisor, '2026-10-26')
  await press(notice, { until: '2026-11-03' }, clerk, '2026-10-27')
  const grades = sampleEntries.flatMap(({ grade }, at) => (grade ? [[gradeOf({ number: at + 1 }), grade]] : []))
  const listed = listedOf(await findContest(db, call))
  await press(award(listed) as ContestMove, Object.fromEntries(grades), supervisor, '2026-11-04')
  for (const [at, { adopted }] of sampleEntries.entries())
    if (adopted) await press(adoption, { entry: String(at + 1), words: adopted, on: '2026-11-20' }, clerk, '2026-11-21')
}
