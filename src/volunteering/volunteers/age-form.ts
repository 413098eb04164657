import type * as z from 'zod'
import { agreement, askedFor, day, fields } from '#forms/fields.ts'
import { identityDocument, rightDocument } from '#forms/typed-fields.ts'
import type { AgeSaid } from './age-claims.ts'
import type { ConsentTexts } from './consents.ts'
import { identityOf } from './form.ts'
import { findIdentityFault } from './profile.ts'
import { ageRefusals, volunteerRefusals } from './refusals.ts'

/** Somebody known as a minor says how old they are; the office sees the document. */
export function ageForm(texts: ConsentTexts) {
  const document = identityDocument({ hint: '加密保存，只给核对的工作人员看；核对完就删掉，登记过的留在登记里。' })
  return fields(
    {
      birth_date: day('出生日期', {
        typed: true,
        hint: '照证件写，写成 19900506 或 1990-05-06。',
        wrong: volunteerRefusals.birthDate.words,
        autocomplete: 'bday',
      }),
      ...document,
      identity_number: askedFor('always', document.identity_number),
      identity_consent: askedFor('always', agreement(texts['identity-number'].words, texts['identity-number'].version)),
    },
    (given, fault, failed) => {
      const { birth_date, identity_consent } = given
      const identity = identityOf(given)
      rightDocument(given, fault)
      if (!identity && !failed.has('identity_number')) fault('identity_number', ageRefusals.number.words)
      else if (identity && birth_date && findIdentityFault(identity, birth_date) === volunteerRefusals.otherBirthDate)
        fault('identity_number', volunteerRefusals.otherBirthDate.words)
      if (!identity_consent) fault('identity_consent', ageRefusals.consent.words)
    },
  )
}

/** What a checked form says. */
export function ageSaidIn(data: z.output<ReturnType<typeof ageForm>>): AgeSaid {
  return { birthDate: data.birth_date, identity: identityOf(data)!, consent: data.identity_consent! }
}
