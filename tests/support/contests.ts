import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll } from 'vitest'
import type { Connection } from '#db/connect.ts'
import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import type { FormSchema } from '#forms/values.ts'
import type { Refusal } from '#forms/refusals.ts'
import { type Call, type ContestCase, findContest, listedOf, type Mover } from '#contests/contests.ts'
import { addEntry } from '#contests/entering.ts'
import { contestEngine, type ContestMove, entryEngine, type EntryMove } from '#contests/move.ts'
import { admission } from '#contests/moves/admission.ts'
import { award, gradeOf } from '#contests/moves/award.ts'
import { declaration } from '#contests/moves/declaration.ts'
import { contestMoves, entryMoves } from '#contests/moves/index.ts'
import { judging } from '#contests/moves/judging.ts'
import { notice } from '#contests/moves/notice.ts'
import { pointsOf, scoring } from '#contests/moves/scoring.ts'
import { comingOf, hasTie, shortList } from '#contests/moves/short-list.ts'
import { listCovered, seenOf } from '#contests/reading.ts'
import { createPersonalData } from '#people/personal-data.ts'
import type { Role } from '#people/roles.ts'
import { asShown, previewFor } from '#suggestions/redaction/preview.ts'
import { receive } from './course.ts'
import { openTestDatabase } from './database.ts'
import type { Thing } from './thing.ts'
import { dataKey } from './server.ts'

const personalData = createPersonalData(dataKey)

/** Open until the evening of a Friday. */
export const aCall = (more: Partial<Call> = {}): Call => ({
  id: `contest-${randomUUID().slice(0, 8)}`,
  title: '示例征集',
  summary: '一句话。',
  opens_at: '2026-11-02T09:00:00+08:00',
  closes_at: '2026-11-20T18:00:00+08:00',
  who: '谁都可以',
  categories: [],
  criteria: [
    { code: 'new', name: '新意', weight: 60, meaning: '别人没想到' },
    { code: 'doable', name: '可行', weight: 40, meaning: '做得成' },
  ],
  least_judges: 2,
  short_list: 2,
  notice_days: 5,
  grades: ['一等奖', '二等奖'],
  sample: true,
  ...more,
})

/** A suggestion takes part in the open contest of the starter content: nobody but the office sees it before it is judged. */
export async function entryOfAnother(db: Db, suggestionId: number, now: Date): Promise<Thing[]> {
  const id = 'doorstep-ideas-2027'
  await inTransaction(db, trx => addEntry(trx, { id }, { id: suggestionId }, now))
  const seenBy = ['clerk', 'supervisor', 'admin'] as const
  const parts = { id, number: '1' }
  return [
    { at: 'desk/contests/[id]', parts, seenBy, moves: contestMoves(), says: true },
    { at: 'desk/contests/[id]/entries/[number]', parts, seenBy, moves: entryMoves(), says: true },
  ]
}

export const whileOpen = new Date('2026-11-10T10:00:00+08:00')
/** A Monday after the close; five working days later is the next one. */
export const afterClose = new Date('2026-11-23T10:00:00+08:00')
export const noticeUntil = '2026-11-30'
export const afterNotice = new Date('2026-12-01T09:00:00+08:00')

export const contestPeople = ['clerk', 'supervisor', 'admin', 'first', 'second', 'third', 'outsider'] as const
export type ContestPeople = Record<(typeof contestPeople)[number], Mover>

async function addContestPeople(db: Db): Promise<ContestPeople> {
  const add = async (roles: Role[]): Promise<Mover> => ({
    roles,
    ...(await db
      .insertInto('person')
      .values({ login: `c${randomUUID().slice(0, 8)}`, name: `示例${roles[0]}`, roles, password_hash: 'none' })
      .returning('id')
      .executeTakeFirstOrThrow()),
  })
  return {
    clerk: await add(['clerk']),
    supervisor: await add(['supervisor']),
    admin: await add(['admin']),
    first: await add(['officer']),
    second: await add(['reviewer']),
    third: await add(['contributor']),
    outsider: await add(['publisher']),
  }
}

/** A database with the people of contests, and their moves, for the tests of a file. */
export function contestRoom() {
  const connection = {} as Connection
  const people = {} as ContestPeople
  beforeAll(async () => {
    Object.assign(connection, await openTestDatabase())
    Object.assign(people, await addContestPeople(connection.db))
  })
  afterAll(() => connection.close())
  const desk = (call: Call = aCall()) => ({ call, ...contestDesk(connection.db, call, people) })
  /** The words of a refusal; undefined when it is done. */
  const refused = async (outcome: Promise<object>) => ((await outcome) as { refused?: Refusal }).refused?.words
  return { connection, people, desk, refused }
}

/** Moves of one contest, by whom and when. */
function contestDesk(db: Db, call: Call, people: ContestPeople) {
  const by = (person: Mover, now: Date) => ({ person, now, personalData })
  const press = <Schema extends FormSchema>(
    move: ContestMove<Schema>,
    data: Parameters<typeof contestEngine.makeMove<Schema>>[3],
    person: Mover,
    now = afterClose,
  ) => contestEngine.makeMove(db, move, call, data, by(person, now))
  const pressEntry = <Schema extends FormSchema>(
    move: EntryMove<Schema>,
    number: number,
    data: Parameters<typeof entryEngine.makeMove<Schema>>[3],
    person: Mover,
    now = afterClose,
  ) => entryEngine.makeMove(db, move, { call, number }, data, by(person, now))
  const found = (): Promise<ContestCase> => findContest(db, call)
  const done = async (outcome: Promise<object>) => {
    const given = await outcome
    if ('refused' in given) throw new Error((given.refused as Refusal).words)
  }

  /** Somebody takes part. Returns the number in the contest and that of the suggestion. */
  async function enter(
    now = whileOpen,
    { body }: { body?: string } = {},
  ): Promise<{ number: number; matter: string; id: number }> {
    const matter = await receive(db, now, { kind: 'idea' })
    const { id } = await db.selectFrom('suggestion').select('id').where('number', '=', matter).executeTakeFirstOrThrow()
    if (body) await db.updateTable('suggestion').set({ body }).where('id', '=', id).execute()
    await inTransaction(db, trx => addEntry(trx, call, { id }, now))
    return { matter, id, number: (await found()).contest.entries }
  }
  async function admit(number: number, now = afterClose) {
    const { suggestion_id } = (await found()).entries.find(entry => entry.number === number)!
    await done(
      pressEntry(admission, number, asShown(await previewFor(db, suggestion_id, {}, personalData)), people.clerk, now),
    )
  }
  /** So many take part and are let in; judges are named. */
  async function collected(count: number) {
    for (let at = 0; at < count; at += 1) await admit((await enter()).number)
    for (const judge of [people.first, people.second, people.third])
      await db
        .insertInto('contest_judge')
        .values({ contest_id: call.id, person_id: judge.id, named_by: people.admin.id, named_at: afterClose })
        .execute()
  }
  const begin = () => done(press(judging, {}, people.clerk))
  /** A judge has no conflict and gives these points for every criterion. */
  async function score(number: number, judge: Mover, points: number) {
    await done(pressEntry(declaration, number, { conflict: 'no' }, judge))
    await done(pressEntry(scoring(call.criteria), number, pointsFor(points), judge))
  }
  const pointsFor = (points: number) => Object.fromEntries(call.criteria.map(({ code }) => [pointsOf(code), points]))
  /** Two judges give an entry each its points. */
  async function judged(...points: number[]) {
    await collected(points.length)
    await begin()
    for (const [at, given] of points.entries())
      for (const judge of [people.first, people.second]) await score(at + 1, judge, given)
  }
  /** Fixes the short list, having read it. */
  async function list(data: object = {}, person = people.supervisor) {
    const now = await found()
    const seen = [seenOf(await listCovered(db, comingOf(now)))]
    return press(shortList(hasTie(now)), { seen, ...data } as never, person)
  }
  async function noticed(...points: number[]) {
    await judged(...points)
    await done(list())
    await done(press(notice, { until: noticeUntil }, people.clerk))
  }
  const give = async (grades: Record<number, string>, person = people.supervisor, now = afterNotice) =>
    press(
      award(listedOf(await found())),
      Object.fromEntries(Object.entries(grades).map(([number, grade]) => [gradeOf({ number: Number(number) }), grade])),
      person,
      now,
    )
  return {
    press,
    pressEntry,
    found,
    enter,
    admit,
    collected,
    begin,
    score,
    pointsFor,
    judged,
    list,
    noticed,
    give,
    done,
  }
}
