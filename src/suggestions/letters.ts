import { aDay, earlier } from '#calendar/spans.ts'
import type { Db, Trx } from '#db/schema.ts'
import { dayInLishui } from '#calendar/work-calendar.ts'
import { asUnitsRead } from './redaction/reading.ts'

export interface NewLetter {
  suggestionId: number
  unit: string
  dueAt: Date
  /** The clock that ran out, for a letter that the portal issues. */
  deadlineId?: number
  issuedBy?: number
  words?: string
  /** Of the form that a supervisor sent. */
  requestKey?: string
}

/**
 * Issues a 督办函 under the next number of the year in Lishui. The counter's row is locked until the
 * transaction ends and rolls back with it, so the numbers of a year have no gap.
 */
export async function issueLetter(trx: Trx, letter: NewLetter, now: Date): Promise<{ year: number; number: number }> {
  const year = Number(dayInLishui(now).slice(0, 4))
  const { last: number } = await trx
    .insertInto('supervision_number')
    .values({ year, last: 1 })
    .onConflict(conflict =>
      conflict.column('year').doUpdateSet(eb => ({ last: eb('supervision_number.last', '+', 1) })),
    )
    .returning('last')
    .executeTakeFirstOrThrow()
  await trx
    .insertInto('supervision_letter')
    .values({
      year,
      number,
      suggestion_id: letter.suggestionId,
      deadline_id: letter.deadlineId ?? null,
      unit: letter.unit,
      due_at: letter.dueAt,
      issued_at: now,
      issued_by: letter.issuedBy ?? null,
      words: letter.words ?? null,
      request_key: letter.requestKey ?? null,
    })
    .execute()
  return { year, number }
}

/** Lifts the letters about a suggestion that nobody has answered: all, or those to one unit. */
export async function liftLetters(trx: Trx, suggestionId: number, now: Date, unit?: string): Promise<void> {
  await trx
    .updateTable('supervision_letter')
    .set({ lifted_at: now })
    .where('suggestion_id', '=', suggestionId)
    .where('settled_at', 'is', null)
    .where('lifted_at', 'is', null)
    .$if(unit !== undefined, query => query.where('unit', '=', unit!))
    .execute()
}

/** The letter of a number, with what it is about in the words that the unit reads; undefined when there is none. */
export async function findLetter(db: Db, { year, number }: { year: number; number: number }) {
  const letter = await db
    .selectFrom('supervision_letter')
    .selectAll()
    .where('year', '=', year)
    .where('number', '=', number)
    .executeTakeFirst()
  if (!letter) return undefined
  const rows = await db
    .selectFrom('suggestion')
    .select(['id', 'number as suggestion_number', 'title', 'category', 'county', 'place', 'state', 'handed_over_at'])
    .where('id', '=', letter.suggestion_id)
    .execute()
  const [read] = await asUnitsRead(db, rows)
  return { ...read!, ...letter }
}

/** The letters about one suggestion, oldest first. */
export function listLetters(db: Db, suggestionId: number) {
  return db
    .selectFrom('supervision_letter')
    .selectAll()
    .where('suggestion_id', '=', suggestionId)
    .orderBy('id')
    .execute()
}

export type LetterLight = 'yellow' | 'red' | 'settled' | 'lifted'

/** 黄灯 when the letter is issued, 红灯 when the unit lets the days of the setting pass as well. */
export function lightOf(letter: { red_at: Date | null; settled_at: Date | null; lifted_at: Date | null }): LetterLight {
  if (letter.lifted_at) return 'lifted'
  if (letter.settled_at) return 'settled'
  return letter.red_at ? 'red' : 'yellow'
}

/** The suggestions whose lights burn, by unit, and how many letters were written in the last seven days and in the seven before. */
export async function listLights(db: Db, now: Date) {
  const units = await db
    .selectFrom('supervision_letter')
    .select(({ fn }) => [
      'unit',
      fn.count<number>('suggestion_id').distinct().filterWhere('red_at', 'is', null).as('yellow'),
      fn.count<number>('suggestion_id').distinct().filterWhere('red_at', 'is not', null).as('red'),
    ])
    .where('settled_at', 'is', null)
    .where('lifted_at', 'is', null)
    .groupBy('unit')
    .orderBy('red', 'desc')
    .orderBy('yellow', 'desc')
    .orderBy('unit')
    .execute()
  const week = 7 * aDay
  const [since, before] = [earlier(now, week), earlier(now, 2 * week)]
  const weeks = await db
    .selectFrom('supervision_letter')
    .select(({ fn }) => [
      fn.countAll<number>().filterWhere('issued_at', '>=', since).as('lately'),
      fn.countAll<number>().filterWhere('issued_at', '<', since).as('earlier'),
    ])
    .where('issued_at', '>=', before)
    .executeTakeFirstOrThrow()
  return { units, ...weeks }
}
