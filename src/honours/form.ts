import { askedFor, choice, fields, line, oneOf, optional, requestKey, words } from '#forms/fields.ts'
import { looked } from '#objections/form.ts'
import { whyNotPublic } from '#objections/public-text.ts'
import { honourKinds, honourLevels, managements } from '#publishing/types/honour.ts'
import { applicationWords } from './words.ts'

const { fields: labels } = applicationWords
const { family: _, ...kinds } = honourKinds

/** What a unit writes when it applies. A family is registered with its consent, not here. */
export const applicationForm = fields(
  {
    unit: oneOf(labels.unit),
    kind: choice(labels.kind, kinds),
    title: line(labels.title, { max: 60, hint: labels.titleHint }),
    level: choice(labels.level, honourLevels),
    county: oneOf(labels.county),
    management: askedFor(
      'sometimes',
      optional(choice(labels.management, managements, { choose: labels.managementNone })),
    ),
    reasons: words(labels.reasons, { min: 6, max: 1000, rows: 6, hint: labels.reasonsHint }),
    looked: looked(),
    request_key: requestKey(),
  },
  ({ kind, management, looked = false, ...written }, fault) => {
    if (kind === 'residence' && !management) fault('management', labels.managementMissing)
    if (kind && kind !== 'residence' && management) fault('management', labels.managementExtra)
    for (const field of ['title', 'reasons'] as const) {
      const why = written[field] && whyNotPublic(written[field], { looked })
      if (why) fault(field, why)
    }
  },
)
