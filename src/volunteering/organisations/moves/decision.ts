import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields, tick, words } from '#forms/fields.ts'
import { enqueueMessage } from '#messages/outbox.ts'
import { recordEvent } from '#people/events.ts'
import type { Role } from '#people/roles.ts'
import { type GardenMove, gardenMove } from '../../move.ts'
import { alreadyDecided, type Refused } from '../../refusals.ts'
import { addOrganiser } from '../organisers.ts'
import { organisationRefusals } from '../refusals.ts'

interface Applied {
  state: string
}

/** Who admits organisations. */
export const admittingRoles = ['admin'] as const satisfies Role[]
const admits = ({ roles }: { roles: readonly Role[] }) => admittingRoles.some(role => roles.includes(role))

const approval = gardenMove({
  name: 'approval',
  title: '通过',
  hint: '通过以后，申请人就是它的第一位组织者，能写活动、看报名的人。',
  submit: '通过',
  done: '已通过。',
  usual: true,
  form: fields({
    may_record: tick('可以记录时长、开具证明', { hint: '谁组织谁记录，谁记录谁证明（民政部令第 67 号）。' }),
  }),
  offered: ({ state }: Applied) => state === 'applied',
  act: async (db, id, { may_record }, { person, now }) =>
    admits(person)
      ? decideOrganisation(db, id, { approved: true, mayRecord: may_record }, person.id, now)
      : { refused: organisationRefusals.notOffice },
})

const declination = gardenMove({
  name: 'declination',
  title: '不通过',
  submit: '不通过',
  done: '已记为不通过。',
  look: 'warning',
  form: fields({
    words: words('写给申请人的说明', {
      min: 4,
      max: 500,
      rows: 3,
      hint: '差什么、怎么补',
      missing: '请写几句，至少 4 个字，500 字以内',
    }),
  }),
  offered: ({ state }: Applied) => state === 'applied',
  act: async (db, id, { words }, { person, now }) =>
    admits(person)
      ? decideOrganisation(db, id, { approved: false, words }, person.id, now)
      : { refused: organisationRefusals.notOffice },
})

/** What the office does with an application. */
export const applicationMoves: readonly GardenMove<Applied>[] = [approval, declination]

export type Decision = { approved: true; mayRecord: boolean } | { approved: false; words: string }

/**
 * The office (the caller has checked the role) admits an organisation or declines it with words for the applicant.
 * The same decision twice is one. Admitted, the applicant is its first organiser. `mayRecord`: it may record hours and issue certificates (民政部令67号).
 */
export async function decideOrganisation(
  db: Db | Trx,
  organisationId: number,
  decision: Decision,
  officePersonId: number,
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    const organisation = await trx
      .selectFrom('organisation')
      .select(['id', 'state', 'applied_by'])
      .where('id', '=', organisationId)
      .forUpdate()
      .executeTakeFirst()
    if (!organisation) return { refused: organisationRefusals.unknown }
    if (organisation.state === (decision.approved ? 'approved' : 'declined')) return { id: organisationId }
    if (organisation.state !== 'applied') return { refused: alreadyDecided }
    const office = { kind: 'person' as const, id: officePersonId }
    await trx
      .updateTable('organisation')
      .set(
        decision.approved
          ? { state: 'approved', decided_at: now, may_record: decision.mayRecord }
          : { state: 'declined', decided_at: now, decline_words: decision.words },
      )
      .where('id', '=', organisationId)
      .execute()
    await recordEvent(trx, {
      actor: office,
      action: decision.approved ? 'organisation.approved' : 'organisation.declined',
      object: { kind: 'organisation', id: organisationId },
      detail: decision.approved ? { mayRecord: decision.mayRecord } : {},
      at: now,
    })
    if (decision.approved) await addOrganiser(trx, organisationId, organisation.applied_by, officePersonId, now)
    await enqueueMessage(
      trx,
      {
        to: { personId: organisation.applied_by },
        template: decision.approved ? 'organisation-admitted' : 'organisation-declined',
        about: { kind: 'organisation', id: organisationId },
      },
      now,
    )
    return { id: organisationId }
  })
}
