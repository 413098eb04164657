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

/** The suggestions that a client itself has sent, newest first, as the world may know them: no words, no people. */
export async function listOwnRequests(db: Db, clientId: number, asked: Asked, names: Names): Promise<Told> {
  const { numbers, categories, status, from, to, page, pageSize } = asked
  const states = status && everyState.filter(state => status.includes(publicState(state).status))
  const rows = await db
    .selectFrom('suggestion')
    .select(['id', 'number', 'state', 'category', 'lead_unit', 'received_at', 'changed_at'])
    .where('client_id', '=', clientId)
    .$if(numbers !== undefined, query => query.where('number', 'in', [...numbers!, '']))
    .$if(numbers === undefined, query => query.where('received_at', '>=', from).where('received_at', '<=', to))
    .$if(numbers === undefined && categories !== undefined, query =>
      query.where('category', 'in', [...categories!, '']),
    )
    .$if(numbers === undefined && states !== undefined, query => query.where('state', 'in', states!))
    .orderBy('received_at', 'desc')
    .orderBy('id', 'desc')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute()
  const due = await listDue(
    db,
    rows.filter(({ state }) => (openStates as readonly SuggestionState[]).includes(state)).map(({ id }) => id),
  )
  return rows.map(row => {
    const awaited = awaitedStep(row.state)
    // What was being reworked may have gone to another unit.
    const expected =
      awaited && (due.get(`${row.id} ${awaited}`) ?? (awaited === 'answer' && due.get(`${row.id} rework`)))
    return {
      service_request_id: row.number,
      ...publicState(row.state),
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
