import { sql } from 'kysely'
import type { Db, SuggestionState } from '#db/schema.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { listActions, listTrail, type TrailFilter } from '#people/trail.ts'
import { listMoves, openStates, type SuggestionMove } from '#suggestions/course.ts'
import { deskMoves } from '#suggestions/moves/index.ts'
import { listHistory, listStandings } from '#suggestions/timeline.ts'
import { findDeskSuggestion } from '#suggestions/desk.ts'
import { listFigures } from '#suggestions/figures.ts'
import { countQueue, listQueue } from '#suggestions/queue.ts'
import { type QueueFilter, type QueueView, type Viewer } from '#suggestions/queue-filter.ts'
import { queueMarks } from '#suggestions/marks.ts'
import { countRisen } from '#suggestions/rises.ts'
import { listOfficerPerformance, listUnitPerformance } from '#suggestions/unit-figures.ts'
import { drawCode, hashCode } from '#suggestions/code.ts'
import { listOwnSuggestions } from '#suggestions/own.ts'
import { findSuggestionByCode } from '#suggestions/suggestions.ts'
import { findTrackedCourse } from '#suggestions/tracked-course.ts'
import { accountCount, type BenchPeople, categoryKeys, countyCodes, unitCount } from './desk-people.ts'
import { note, quantile } from './table.ts'
import { starterSettings } from '../support/starter-settings.ts'

const waiting: QueueView[] = ['mine', 'overdue', 'risen', 'open', ...openStates]
const done: QueueView[] = ['all', 'all', 'closed', 'closed', 'declined', 'merged' as SuggestionState, 'withdrawn']

/** What the desk reads, each `times` times with choices drawn again: p95 in milliseconds by group, and the slowest choice. */
export async function measureReads(
  db: Db,
  personalData: PersonalData,
  people: BenchPeople,
  { times, now, size }: { times: number; now: Date; size: number },
): Promise<void> {
  const numbers = await drawRows(db, times)
  const codes = await giveCodes(db, personalData, [...numbers.any, ...numbers.open].slice(0, 100))
  const words = await drawWords(db, times)
  // Newest first.
  const months = Array.from({ length: 60 }, (_, back) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString().slice(0, 7),
  )
  const lastYear = { from: months[11]!, to: months[0]! }
  const unit = () => `unit-${1 + draw(unitCount)}`
  const drawFilter = (view: QueueView, choices = draw(4)): QueueFilter => {
    const all: Omit<QueueFilter, 'view'>[] = [
      { kind: oneOf(['problem', 'advice', 'idea']) },
      { category: oneOf(categoryKeys) },
      { county: oneOf(countyCodes) },
      { unit: unit() },
      { month: oneOf(months) },
      { mark: oneOf(queueMarks) },
    ]
    return Object.assign({ view }, ...all.toSorted(() => random() - 0.5).slice(0, choices))
  }
  const nameOf = (unit: string | null | undefined) => unit ?? ''
  const letterPrefix = starterSettings.letter_prefix
  const office = () => oneOf([people.clerk, people.supervisor])
  const list = (filter: QueueFilter, viewer: Viewer, after?: string) => ({
    filter: { ...filter, ...(after && { after }) },
    run: () => listQueue(db, filter, viewer, { after, limit: 50, now }),
  })
  const count = ({ view: _, ...filter }: QueueFilter, viewer: Viewer) => ({
    filter,
    run: () => countQueue(db, filter, viewer, now),
  })

  const groups: Record<string, () => { filter: object; run(): Promise<unknown> }> = {
    'what waits, first page': () => list(drawFilter(oneOf(waiting)), office()),
    'what waits, a later page': () => list(drawFilter(oneOf(waiting)), office(), oneOf(numbers.open)),
    'all or done, first page': () => list(drawFilter(oneOf(done)), office()),
    'all or done, a later page': () => list(drawFilter(oneOf(done)), office(), oneOf(numbers.any)),
    'words in what waits': () => list({ ...drawFilter(oneOf(waiting), draw(3)), words: oneOf(words) }, office()),
    'words in all or done': () => list({ ...drawFilter(oneOf(done), draw(3)), words: oneOf(words) }, office()),
    'words in all or done, a later page': () =>
      list({ ...drawFilter(oneOf(done), draw(3)), words: oneOf(words) }, office(), oneOf(numbers.any)),
    'a number': () => list({ view: 'all', words: oneOf(numbers.any) }, office()),
    'counts on the tabs': () => count(drawFilter('open'), office()),
    'counts on the tabs, with words': () => count({ ...drawFilter('open', draw(3)), words: oneOf(words) }, office()),
    'an officer, what waits': () => list(drawFilter(oneOf(waiting)), oneOf([people.officer, people.smallOfficer])),
    'an officer, all or done': () => list(drawFilter(oneOf(done)), oneOf([people.officer, people.smallOfficer])),
    'an officer, with words': () =>
      list(
        { ...drawFilter(oneOf([...waiting, ...done]), draw(3)), words: oneOf(words) },
        oneOf([people.officer, people.smallOfficer]),
      ),
    'an officer, counts': () => count(drawFilter('open'), oneOf([people.officer, people.smallOfficer])),
    'one suggestion at the desk': () => {
      const number = oneOf(numbers.any)
      const viewer = oneOf([people.clerk, people.supervisor, people.officer])
      return {
        filter: { number },
        run: async () => {
          const found = await findDeskSuggestion(db, personalData, number, viewer)
          if (!found) return
          await listMoves<SuggestionMove>(db, deskMoves, found, viewer, now)
          await listStandings(db, found, { now, nameOf })
          await listHistory(db, found.id, { forOffice: found.office !== undefined, nameOf, letterPrefix })
        },
      }
    },
    'one suggestion, as its author sees it': () => {
      const code = oneOf(codes)
      return {
        filter: { code },
        run: async () =>
          findTrackedCourse(db, (await findSuggestionByCode(db, personalData, code))!, { now, nameOf, letterPrefix }),
      }
    },
    "an author's own": () => {
      const person = 1 + draw(accountCount)
      return { filter: { person }, run: () => listOwnSuggestions(db, personalData, person, { limit: 21 }) }
    },
    'the figures': () => {
      const [to, from] = [draw(60), draw(60)].toSorted((a, b) => a - b).map(back => months[back]!) as [string, string]
      const filter = Object.assign(
        { from, to },
        ...[
          { kind: oneOf(['problem', 'advice', 'idea'] as const) },
          { county: oneOf(countyCodes) },
          { unit: unit() },
        ].slice(draw(4)),
      )
      return { filter, run: () => listFigures(db, filter) }
    },
    'a year of the units': () => ({ filter: {}, run: () => listUnitPerformance(db, lastYear) }),
    'a year of the officers': () => ({ filter: {}, run: () => listOfficerPerformance(db, lastYear) }),
    'what was merged into one': () => {
      const number = oneOf(numbers.targets)
      return { filter: { number }, run: () => findDeskSuggestion(db, personalData, number, people.clerk) }
    },
    'what has gone up, by unit': () => ({ filter: {}, run: () => countRisen(db) }),
    'the audit trail': () => {
      const from = new Date(now.getTime() - draw(1800) * 86_400_000)
      const all: TrailFilter[] = [
        {
          actor: oneOf<TrailFilter['actor']>([
            'citizen',
            'system',
            people.clerk.id,
            people.officer.id,
            people.smallOfficer.id,
          ]),
        },
        {
          action: oneOf([
            'suggestion.received',
            'suggestion.closed',
            'suggestion.overdue',
            'suggestion.personal-data-read',
            'suggestion.verified',
            'person.signed-in',
            'suggestion',
          ]),
        },
        { result: oneOf(['done', 'refused']) },
        { from, until: new Date(from.getTime() + (1 + draw(60)) * 86_400_000) },
      ]
      const filter: TrailFilter = Object.assign({}, ...all.toSorted(() => random() - 0.5).slice(0, draw(4)))
      const before = random() < 0.3 ? 1 + draw(numbers.lastEvent) : undefined
      return { filter: { ...filter, before }, run: () => listTrail(db, filter, { before, limit: 100 }) }
    },
    'what the trail can be filtered by': () => ({ filter: {}, run: () => listActions(db) }),
  }
  for (const [name, choose] of Object.entries(groups)) {
    await choose().run()
    const taken: { milliseconds: number; filter: object }[] = []
    for (let turn = 0; turn < times; turn++) {
      const { filter, run } = choose()
      const begin = performance.now()
      await run()
      taken.push({ milliseconds: performance.now() - begin, filter })
    }
    const sorted = taken.toSorted((a, b) => a.milliseconds - b.milliseconds)
    const at = (part: number) => sorted[Math.min(times - 1, Math.floor(times * part))]!.milliseconds.toFixed(1)
    note(
      `desk at ${size} suggestions, ${name}: p95`,
      quantile(
        taken.map(({ milliseconds }) => milliseconds),
        0.95,
      ),
      'ms',
      { atMost: /a year/.test(name) ? 300 : /words/.test(name) ? 150 : 100 },
    )
    console.log(
      `${name}: ${times} times, median ${at(0.5)} ms, p95 ${at(0.95)} ms, slowest ${at(1)} ms with ${JSON.stringify(sorted.at(-1)!.filter)}`,
    )
  }
}

async function drawRows(db: Db, count: number) {
  const { rows: any } = await sql<{
    number: string
  }>`SELECT number FROM suggestion WHERE id IN (SELECT 1 + floor(random() * (SELECT max(id) FROM suggestion))::integer FROM generate_series(1, ${count}))`.execute(
    db,
  )
  const { rows: open } = await sql<{
    number: string
  }>`SELECT number FROM suggestion WHERE due_at IS NOT NULL ORDER BY random() LIMIT ${count}`.execute(db)
  const { rows: last } = await sql<{ id: number }>`SELECT max(id) AS id FROM event`.execute(db)
  const { rows: targets } = await sql<{
    number: string
  }>`SELECT number FROM suggestion WHERE id IN (SELECT merged_into FROM suggestion WHERE merged_into IS NOT NULL LIMIT ${count})`.execute(
    db,
  )
  return {
    targets: targets.map(({ number }) => number),
    any: any.map(({ number }) => number),
    open: open.map(({ number }) => number),
    lastEvent: last[0]!.id,
  }
}

/** Codes by which these are opened: the fill cannot make a keyed hash. */
async function giveCodes(db: Db, personalData: PersonalData, numbers: string[]): Promise<string[]> {
  const codes = numbers.map(() => drawCode())
  for (const [at, number] of numbers.entries())
    await db
      .updateTable('suggestion')
      .set({ code_hash: hashCode(personalData, codes[at]!) })
      .where('number', '=', number)
      .execute()
  return codes
}

/** As people search: parts of what was written, frequent and rare; a topic; a street; several words; a single character; nothing that exists. */
async function drawWords(db: Db, count: number): Promise<string[]> {
  const { rows } = await sql<{ part: string; street: string; house: string }>`
    SELECT substr(body, 1 + (id * 7) % 40, 2 + id % 3) AS part, substr(title, 1, 4) AS street, substring(body from '[0-9]+栋') AS house FROM suggestion
    WHERE id IN (SELECT 1 + floor(random() * (SELECT max(id) FROM suggestion))::integer FROM generate_series(1, ${count}))`.execute(
    db,
  )
  return rows
    .flatMap(({ part, street, house }) => [
      part,
      part,
      street,
      house,
      '路灯',
      '路灯 不亮',
      `${street} 垃圾桶`,
      '的',
      '鸬',
      '火星基地',
      '消防通道',
    ])
    .filter(Boolean)
}

/** The same choices in every run. */
let seed = 42
function random(): number {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}

function draw(below: number): number {
  return Math.floor(random() * below)
}

function oneOf<Choice>(choices: readonly Choice[]): Choice {
  return choices[draw(choices.length)]!
}
