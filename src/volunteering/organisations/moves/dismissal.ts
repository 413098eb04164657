import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields, hidden, wholeNumber } from '#forms/fields.ts'
import { hasChildrenComing } from '../../activities/two-organisers.ts'
import { gardenMove } from '../../move.ts'
import type { Refused } from '../../refusals.ts'
import { mayOrganise, removeOrganiser } from '../organisers.ts'
import { organisationRefusals } from '../refusals.ts'
import { listOfficeIds, listOrganiserIds, lockOrganisation } from '../standing.ts'

export const dismissal = gardenMove({
  name: 'dismissal',
  title: '不再组织',
  submit: '不再组织',
  done: '已不再是组织者。',
  look: 'quiet',
  form: fields({ person: hidden(wholeNumber('组织者', { min: 1, max: 999_999_999 })) }),
  offered: (organisers: readonly unknown[]) => organisers.length > 1,
  act: (db, id, data, { person, now }) => dismissOrganiser(db, id, data.person, person.id, now),
})

/**
 * Ends somebody's part as organiser; the last one stays until another is appointed. The founder leaves by their own will,
 * or by the office's.
 */
export async function dismissOrganiser(
  db: Db | Trx,
  organisationId: number,
  personId: number,
  byPersonId: number,
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    // Two organisers dismissing each other wait here, so that one of them stays.
    const organisation = await lockOrganisation(trx, organisationId)
    if (!organisation || !(await mayOrganise(trx, byPersonId, organisationId, now)))
      return { refused: organisationRefusals.notYours }
    const organisers = await listOrganiserIds(trx, organisationId)
    if (organisers.every(organiser => organiser === personId)) return { refused: organisationRefusals.lastOrganiser }
    if (personId === organisation.applied_by && personId !== byPersonId && !(await isOffice(trx, byPersonId)))
      return { refused: organisationRefusals.founder }
    if (organisers.includes(personId) && organisers.length === 2 && (await hasChildrenComing(trx, organisationId, now)))
      return { refused: organisationRefusals.childrenNeedTwo }
    await removeOrganiser(trx, organisationId, personId, byPersonId, now)
    return { id: organisationId }
  })
}

async function isOffice(trx: Trx, personId: number): Promise<boolean> {
  return (await listOfficeIds(trx)).includes(personId)
}
