import { fields } from '#forms/fields.ts'
import { gardenMove } from '../../move.ts'
import { withdrawClaim } from '../age-claims.ts'

/** Who asked the office to see how old they are takes that back: a number was mistyped, or it is not worth the way. */
export const ageWithdrawal = gardenMove({
  name: 'age-withdrawal',
  title: '撤回核对',
  submit: '撤回，号码删掉',
  done: '核对撤回了，填的号码已删掉。',
  look: 'quiet',
  form: fields({}),
  act: (db, claimId, _data, { person, now }) => withdrawClaim(db, { claimId, personId: person.id }, now),
})
