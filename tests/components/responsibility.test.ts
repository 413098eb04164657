import { expect, test } from 'vitest'
import { responsibilityTree, type Unit } from '#pages/creation/_responsibility.ts'
import type { Entry } from '#publishing/edition/edition.ts'
import type { Department } from '#publishing/types/department.ts'

const unit = (id: string, parent?: string) => ({ id, data: { parent } }) as Entry<Department>
const shape = (units: Unit[]): object[] => units.map(({ department, under }) => ({ [department.id]: shape(under) }))

test('units stand under their superior in their own order', () => {
  const tree = responsibilityTree([
    unit('office', 'committee'),
    unit('committee'),
    unit('liandu', 'office'),
    unit('yunhe', 'office'),
  ])
  expect(shape(tree)).toEqual([{ committee: [{ office: [{ liandu: [] }, { yunhe: [] }] }] }])
})

test('a unit whose superior is missing stands at the top', () => {
  expect(shape(responsibilityTree([unit('committee'), unit('orphan', 'gone')]))).toEqual([
    { committee: [] },
    { orphan: [] },
  ])
})

test('units that are each other’s superior are all shown', () => {
  expect(shape(responsibilityTree([unit('a', 'b'), unit('b', 'a'), unit('c', 'a'), unit('d', 'd')]))).toEqual([
    { a: [{ c: [] }] },
    { b: [] },
    { d: [] },
  ])
})
