import { describe, expect, test } from 'vitest'
import { fieldsOf, metaOf } from '#forms/meta.ts'
import { exposures } from '#publishing/types/exposure.ts'
import { exposureFields, exposureKinds, exposureStates } from '#publishing/types/exposure-fields.ts'
import { starterSettings } from '../support/starter-settings.ts'

const now = new Date('2026-11-22T10:00:00+08:00')

/** Every field that depends on a choice, with a value; what an exposure of each kind and state has is taken from here. */
const values: Record<string, unknown> = {
  unit: 'department-1',
  rectify_by: '2026-11-20',
  rectified_on: '2026-11-20',
  statement: { on: '2026-11-02', text: '正在整改。' },
  asked_for_statement_on: '2026-11-01',
  notice: 'criticism',
  supervision: 12,
  missed_deadline_on: '2026-11-01',
  penalty: { decision_number: '示例 1 号', authority: '示例机关', legal_basis: '示例条款' },
  mask_check: { by: '复审人', on: '2026-11-01' },
  withdrawal: { on: '2026-11-20', reason: '事实有误。' },
}
const depending = fieldsOf(exposureFields).flatMap(([name, field]) => {
  const { onlyFor, neededFor } = metaOf(field)
  return onlyFor || neededFor ? [{ name, onlyFor, neededFor }] : []
})
const all = { kind: Object.keys(exposureKinds), state: Object.keys(exposureStates) } as Record<string, string[]>

/** A valid exposure of this kind and state with everything that it may have. */
function anExposure(chosen: Record<string, string>): Record<string, unknown> {
  const its = depending.filter(({ onlyFor }) => !onlyFor || onlyFor.values.includes(chosen[onlyFor.field]!))
  return {
    title: '示例曝光',
    county: '331102',
    place: '示例路',
    matter: '示例问题。',
    summary: '一句话。',
    found_on: '2026-10-08',
    expose_until: '2027-04-08',
    ...chosen,
    ...Object.fromEntries(its.map(({ name }) => [name, values[name]])),
  }
}

/** The field at which the schema, or after it the gate, refuses. */
async function refusedAt(entry: Record<string, unknown>): Promise<string | undefined> {
  const parsed = exposures.schema.safeParse(entry)
  if (!parsed.success) return parsed.error.issues.map(({ path }) => path.join('.')).join(' ')
  const fault = await exposures.gate!({
    entry: parsed.data,
    body: '',
    before: undefined,
    hasNewPictures: false,
    signed: ['复审人'],
    settings: { ...starterSettings, allow_person_exposure: true },
    now,
    suggestionFacts: async () => undefined,
  })
  return fault?.field
}

test('every field that depends on a choice has a value here', () => {
  expect(Object.keys(values).sort()).toEqual(depending.map(({ name }) => name).sort())
})

const chosenFor = (field: string, value: string) => ({ kind: 'unit', state: 'rectifying', [field]: value })

describe.each(depending)('$name', ({ name, onlyFor, neededFor }) => {
  const fits = onlyFor ?? neededFor!
  test.each(all[fits.field]!)(`with ${fits.field} %s`, async value => {
    const chosen = {
      ...(neededFor && chosenFor(neededFor.field, neededFor.values[0]!)),
      ...chosenFor(fits.field, value),
    }
    const entry = anExposure(chosen)
    expect(await refusedAt(entry), 'as it should be').toBeUndefined()
    const isOut = onlyFor && !onlyFor.values.includes(value)
    if (isOut) expect(await refusedAt({ ...entry, [name]: values[name] }), 'filled in').toBe(name)
    if (neededFor?.field === fits.field && neededFor.values.includes(value))
      expect(await refusedAt({ ...entry, [name]: undefined }), 'left out').toBe(name)
  })
})
