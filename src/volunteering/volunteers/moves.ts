import { fields, passedOn } from '#forms/fields.ts'
import { gardenMove } from '../move.ts'
import { leaveVolunteering, revokeConsent } from '../sign-ups/leaving.ts'
import { consentTextsIn } from './consents.ts'
import { renewConsent } from './guardians.ts'
import { guardianRefusals } from './refusals.ts'

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

/** Two months are enough not to forget it. */
const renewalDays = 60

/** A guardian agrees again for a minor: each consent lasts a year. `version` is that of the text above the button. */
export const renewal = gardenMove({
  name: 'renewal',
  title: '再次同意',
  submit: '我是监护人，我同意',
  done: '你的同意记下了。',
  form: fields({ version: passedOn() }),
  offered: (consent: { expires_at: Date } | undefined, { now }) =>
    !consent || consent.expires_at.getTime() <= now.getTime() + renewalDays * 86_400_000,
  act: async (db, volunteerId, { version }, { person, now, edition }) =>
    version === consentTextsIn(edition).guardian.version
      ? renewConsent(db, person.id, volunteerId, version, now)
      : { refused: guardianRefusals.textChanged },
})

/** A volunteer leaves, or is taken out by the guardian. */
export const leaving = gardenMove({
  name: 'leaving',
  title: '退出',
  submit: '退出',
  done: '已退出志愿服务。什么时候想回来，再登记一次就行。',
  look: 'quiet',
  form: fields({}),
  act: (db, volunteerId, _data, { person, now }) => leaveVolunteering(db, { volunteerId, personId: person.id }, now),
})
