import { fields } from '#forms/fields.ts'
import { gardenMove } from '../../move.ts'
import { revokeConsent } from '../../sign-ups/leaving.ts'

/** A guardian takes a consent back. */
export const revocation = gardenMove({
  name: 'revocation',
  title: '撤回同意',
  submit: '撤回同意',
  done: '同意已撤回，相关的报名一并取消。',
  look: 'quiet',
  form: fields({}),
  offered: (consent: object | undefined) => consent !== undefined,
  act: (db, consentId, _data, { person, now }) => revokeConsent(db, { consentId, personId: person.id }, now),
})
