import type { Step } from '#db/schema-course.ts'
import type { Db, SuggestionState } from '#db/schema.ts'
import { awaitedStep } from '#suggestions/clocks/promises.ts'
import { everyState, openStates } from '#suggestions/course.ts'
import { publicMoment, publicState } from './public-state.ts'
import type { Told } from './xml.ts'

/** Which of its own suggestions a client asks for. */
export interface Asked {
  /** With numbers nothing else counts. */
  numbers?: readonly string[] | undefined
  categories?: readonly string[] | undefined
  status?: readonly ('open' | 'closed')[] | undefined
  from: Date
  to: Date
  /** From 1. */
  page: number
  pageSize: number
}

export interface Names {
  /** Of a category and of a unit. */
  ofService(code: string): string
  ofUnit(id: string): string
}

/**
 * The suggestions that a client itself has sent, newest first, as the world may know them: no words, no people. What was
 * merged is told as far as the other is, as its author reads it.
 */
export async function listOwnRequests(db: Db, clientId: number, asked: Asked, names: Names): Promise<Told> {
  const { numbers, categories, status, from, to, page, pageSize } = asked
  const states = status && everyState.filter(state => status.includes(publicState(state).status))
  const rows = await db
    .selectFrom('suggestion')
    .leftJoin('suggestion as other', join =>
      join.onRef('other.id', '=', 'suggestion.merged_into').on('suggestion.state', '=', 'merged'),
    )
    .select(['suggestion.number', 'suggestion.category', 'suggestion.received_at', 'other.id as other_id'])
    .select(({ fn, eb }) => [
      fn.coalesce('other.id', 'suggestion.id').as('answered_id'),
      fn.coalesce('other.state', 'suggestion.state').as('state'),
      eb
        .case()
        .when('other.id', 'is', null)
        .then(eb.ref('suggestion.lead_unit'))
        .else(eb.ref('other.lead_unit'))
        .end()
        .as('lead_unit'),
      fn<Date>('greatest', ['suggestion.changed_at', 'other.changed_at']).as('changed_at'),
    ])
    .where('suggestion.client_id', '=', clientId)
    .$if(numbers !== undefined, query => query.where('suggestion.number', 'in', [...numbers!, '']))
    .$if(numbers === undefined, query =>
      query.where('suggestion.received_at', '>=', from).where('suggestion.received_at', '<=', to),
    )
    .$if(numbers === undefined && categories !== undefined, query =>
      query.where('suggestion.category', 'in', [...categories!, '']),
    )
    .$if(numbers === undefined && states !== undefined, query =>
      query.where(({ fn, eb }) => eb(fn.coalesce('other.state', 'suggestion.state'), 'in', states!)),
    )
    .orderBy('suggestion.received_at', 'desc')
    .orderBy('suggestion.id', 'desc')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute()
  const due = await listDue(
    db,
    rows
      .filter(({ state }) => (openStates as readonly SuggestionState[]).includes(state))
      .map(({ answered_id }) => answered_id),
  )
  return rows.map(row => {
    const awaited = awaitedStep(row.state)
    // What was being reworked may have gone to another unit.
    const expected =
      awaited &&
      (due.get(`${row.answered_id} ${awaited}`) ?? (awaited === 'answer' && due.get(`${row.answered_id} rework`)))
    return {
      service_request_id: row.number,
      ...publicState(row.state, { asMerged: row.other_id !== null }),
      service_name: names.ofService(row.category),
      service_code: row.category,
      description: null,
      agency_responsible: row.lead_unit && names.ofUnit(row.lead_unit),
      service_notice: null,
      requested_datetime: publicMoment(row.received_at),
      updated_datetime: publicMoment(row.changed_at),
      expected_datetime: expected ? publicMoment(expected) : null,
      address: null,
      address_id: null,
      zipcode: null,
      lat: null,
      long: null,
      media_url: null,
    }
  })
}

/** When running clocks of the steps that an author waits for are due, by suggestion and step. */
async function listDue(db: Db, ids: number[]): Promise<Map<string, Date>> {
  if (ids.length === 0) return new Map()
  const clocks: { suggestion_id: number; step: Step; due_at: Date }[] = await db
    .selectFrom('deadline')
    .select(['suggestion_id', 'step', 'due_at'])
    .where('suggestion_id', 'in', ids)
    .where('ended_at', 'is', null)
    .where('step', 'in', ['accept', 'hand-over', 'answer', 'rework', 'verify'])
    .orderBy('id')
    .execute()
  return new Map(clocks.map(({ suggestion_id, step, due_at }) => [`${suggestion_id} ${step}`, due_at]))
}
