import { askedFor, choice, line, oneOf, optional, type Rules, words } from '#forms/fields.ts'
import { isNoName, isNonAnswer } from '#forms/typed/non-answers.ts'
import { creditCode, phone } from '#forms/typed-fields.ts'
import { standings } from './words.ts'

/** What an organisation says of itself: asked when it applies, and again when something of it changes. */
export const describedFields = {
  name: line('队伍名称', {
    nonAnswer: isNonAnswer,
    min: 2,
    max: 60,
    hint: '例如：水阁社区护河队',
    missing: '请写 2 到 60 个字的名称',
    autocomplete: 'off',
  }),
  county: oneOf('在哪个县（市、区）', { missing: '请选择县（市、区）' }),
  introduction: words('介绍', {
    nonAnswer: isNonAnswer,
    max: 1000,
    hint: '做什么、什么时候做、谁可以来。会公开',
    missing: '请写几句介绍，不超过 1000 个字',
  }),
  standing: choice('是哪一种队伍', standings, { look: 'rows', missing: '请选是哪一种队伍' }),
  credit_code: askedFor('sometimes', optional(creditCode(undefined, { hint: '登记过的组织填，证书上的 18 位' }))),
  supervising_unit: askedFor(
    'sometimes',
    optional(
      line('挂靠单位', {
        nonAnswer: isNonAnswer,
        min: 2,
        max: 60,
        hint: '没有登记的队伍填，例如：水阁街道办事处',
        autocomplete: 'off',
      }),
    ),
  ),
  contact_name: line('联系人', {
    nonAnswer: isNoName,
    max: 40,
    hint: '会公开，报名的人有事找他',
    missing: '请写联系人，不超过 40 个字',
    autocomplete: 'off',
  }),
  contact_phone: phone('联系电话', {
    hint: '会公开，手机或者座机，例如 0578-2090000。',
    missing: '请写电话，例如 13800000000 或 0578-2090000',
    wrong: '请写电话，例如 13800000000 或 0578-2090000',
    autocomplete: 'off',
  }),
}

/** A registered one has its code, another the unit that answers for it. */
export const rightStanding: Rules<typeof describedFields> = (
  { standing, credit_code, supervising_unit },
  fault,
  failed,
) => {
  if (standing === 'registered' && !credit_code && !failed.has('credit_code'))
    fault('credit_code', '登记过的组织请填统一社会信用代码')
  if (standing === 'supervised' && !supervising_unit && !failed.has('supervising_unit'))
    fault('supervising_unit', '没有登记的队伍请填挂靠单位')
}

/** As it is stored: of the two what the kind asks for. */
export interface Described {
  name: string
  county: string
  introduction: string
  contactName: string
  contactPhone: string
  standing: 'registered' | 'supervised'
  creditCode?: string | undefined
  supervisingUnit?: string | undefined
}

/** The columns that hold it. */
export function describedColumns(described: Described) {
  return {
    name: described.name,
    county: described.county,
    introduction: described.introduction,
    contact_name: described.contactName,
    contact_phone: described.contactPhone,
    standing: described.standing,
    credit_code: described.creditCode ?? null,
    supervising_unit: described.supervisingUnit ?? null,
  }
}

/** What a checked form describes. */
export function describedBy(data: {
  name: string
  county: string
  introduction: string
  contact_name: string
  contact_phone: string
  standing: 'registered' | 'supervised'
  credit_code?: string | undefined
  supervising_unit?: string | undefined
}): Described {
  const registered = data.standing === 'registered'
  return {
    name: data.name,
    county: data.county,
    introduction: data.introduction,
    contactName: data.contact_name,
    contactPhone: data.contact_phone,
    standing: data.standing,
    creditCode: registered ? data.credit_code : undefined,
    supervisingUnit: data.supervising_unit,
  }
}
