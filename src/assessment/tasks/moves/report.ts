import { dayOf } from '#calendar/lishui.ts'
import { askedFor, choice, day, fields, oneOf, optional, requestKey, words as text } from '#forms/fields.ts'
import { at, tooLate } from '#forms/refusals.ts'
import { enqueueMessages } from '#messages/outbox.ts'
import { listHolders } from '#people/in-use.ts'
import { listRecordsNumbered } from '#record/evidence.ts'
import { addressesOf, readEvidence, type TaskEvidence } from '../evidence.ts'
import { type By, taskMove } from '../move.ts'
import { taskWords as words } from '../words.ts'

const { fields: said } = words

/** 报进展: by an officer of the lead unit or of one that helps. Who would rather not do it at all asks the office: that is no progress. */
export const report = taskMove({
  name: 'report',
  ...words.moves.report,
  action: 'task.reported',
  by: ['officer'],
  form: fields(
    {
      unit: oneOf(said.unit),
      progress: choice(said.progress, words.progress, { look: 'inline' }),
      done_on: askedFor('sometimes', optional(day(said.doneOn))),
      words: text(said.words, { min: 6, max: 480, rows: 6, hint: said.wordsHint }),
      evidence: optional(text(said.evidence, { max: 2000, rows: 4, hint: said.evidenceHint })),
      request_key: requestKey(),
    },
    ({ progress, done_on }, fault) => {
      if (progress === 'done' && !done_on) fault('done_on', said.doneOnMissing)
      if (progress === 'running' && done_on) fault('done_on', said.doneOnExtra)
    },
  ),
  refuse: ({ task: { state } }) => (state === 'done' || state === 'dropped' ? tooLate(words.ended) : undefined),
  async act(trx, { id, task, reports }, { unit, evidence = '', ...data }, { person, now, city }) {
    if (reports.some(each => each.request_key === data.request_key && each.filed_by === person.id))
      return { again: true }
    if (!person.units.includes(unit) || ![task.lead, ...task.supporting].includes(unit))
      return { refused: at('unit', words.notYourUnit) }
    if (reports.some(each => each.unit === unit && each.state === 'filed')) return { refused: at('unit', words.open) }
    if (data.progress === 'done' && unit !== task.lead) return { refused: at('progress', words.helperDone) }
    if (data.done_on && data.done_on > dayOf(now)) return { refused: at('done_on', said.doneOnLater) }
    const lines = [...new Set(evidence.split('\n').map(line => line.trim()))].filter(Boolean)
    if (lines.length > 20) return { refused: at('evidence', said.evidenceMany) }
    const read = readEvidence(lines)
    const { records } = read.evidence
    const shown = new Set((await listRecordsNumbered(trx, records)).map(({ number }) => number))
    const unknown = [
      ...read.unread,
      ...addressesOf({ ...unpublished(read.evidence, city), records: records.filter(number => !shown.has(number)) }),
    ]
    if (unknown.length > 0) return { refused: at('evidence', said.evidenceUnknown(unknown)) }
    const { id: row } = await trx
      .insertInto('task_report')
      .values({
        ...data,
        done_on: data.done_on ?? null,
        task: id,
        unit,
        evidence: addressesOf(read.evidence),
        filed_by: person.id,
        filed_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await enqueueMessages(
      trx,
      (await listHolders(trx, 'supervisor')).map(holder => ({
        to: { personId: holder.id },
        template: 'task-reported' as const,
        facts: { task: id, year: task.year, place: task.number },
        about: { kind: 'task', id },
      })),
      now,
    )
    return { row, unit, progress: data.progress }
  },
})

/** Of these entries those that no reader sees. */
function unpublished(evidence: TaskEvidence, { isPublished }: By['city']) {
  const hidden = (type: 'notices' | 'articles' | 'exposures') => evidence[type].filter(id => !isPublished(type, id))
  return { notices: hidden('notices'), articles: hidden('articles'), exposures: hidden('exposures') }
}
