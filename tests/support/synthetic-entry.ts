import { type FormField, formFields } from '#publishing/decap/fields.ts'
import type { ContentType } from '#publishing/types/type.ts'

/** Texts that a careless writer of YAML turns into something else. */
const treacherous = [
  '0123',
  'true',
  '2026-01-02',
  'null',
  '- 短横: “引号” "直引号" #井号',
  "'单引号' {花括号} [方括号] & * ! | > % @ `",
  '𠮷野家的王𬱖\u200d',
  `${'很长的一行 带着空格 '.repeat(12)}末尾`,
]
const manyLines = '第一行\n\n  缩进的第三行: 冒号\n- 像列表\n# 像注释\n---\n像分隔线的后面'

/** What a rule between fields or a pattern asks for, by field. */
const fitting: Record<string, unknown> = {
  contact_phone: '0578-0000000',
  phone: '0578-0000001',
  hotline: '0578-0000001',
  contact_email: 'wenming@example.cn',
  report_error_url: 'https://example.cn/zhaocuo?a=1#b',
  kind: 'person',
  state: 'withdrawn',
  level: 'street',
  expires_at: '2027-01-02T09:00:00+08:00',
  closes_at: '2027-01-02T09:00:00+08:00',
  volunteer_prefix: 'NO',
  year: 2026,
  lead: 'shi-wenmingwei',
  amount: '0',
  spent: '0',
  publicity: 25,
  environment: 25,
  manners: 25,
  citizens: 25,
  opens: '08:30',
  closes: '24:00',
  matters: ['2026-1'],
  weight: 50,
  west: 118.5,
  east: 120.5,
  south: 27.5,
  north: 28.5,
  outlines: `{ "type": "FeatureCollection", "features": [
  { "type": "Feature", "properties": { "code": "010001", "name": "示例区" },
    "geometry": { "type": "Polygon", "coordinates": [[[119, 28], [120, 28], [120, 28.4], [119, 28]]] } }
] }`,
}

/** The city of an entry; its settings name these codes first. */
const city = {
  counties: new Map([['010001', '示例区']]),
  categories: new Map([['noise', '示例类别']]),
  honours: new Map([['moral-model', '示例荣誉']]),
}

/** An entry of a type with every field filled in that its choices leave, the texts in turn from the treacherous ones. */
export function syntheticEntry(type: Pick<ContentType, 'fields'>): Record<string, unknown> {
  let turn = 0
  let code = 10_000
  const text = (most: number) => {
    turn += 1
    return (
      treacherous.map((_, at) => treacherous[(turn + at) % treacherous.length]!).find(each => each.length <= most) ??
      '文'
    )
  }

  function valueOf(field: FormField): unknown {
    const { name, widget, pattern, fields, field: item } = field
    const fits = name in fitting && (!field.options || field.options.some(({ value }) => value === fitting[name]))
    if (fits) return fitting[name]
    // No two of a list may be the same.
    if (name === 'code') return `0${(code += 1)}`
    const most = Number(/\{0,(\d+)\}/.exec(pattern?.[0] ?? '')?.[1] ?? 20)
    if (pattern?.[0].startsWith('^20')) return '2026-123'
    if (widget === 'string') return text(most)
    if (widget === 'text') return manyLines.length <= most && (turn += 1) % 2 === 0 ? manyLines : text(most)
    if (widget === 'number')
      return field.value_type === 'int' ? field.min : (Number(field.min) + Number(field.max)) / 2 + 0.012345
    if (widget === 'boolean') return true
    if (widget === 'select') return field.options?.at(-1)?.value
    if (widget === 'datetime') return field.date_format ? '2026-01-02' : '2026-01-02T09:00:00+08:00'
    if (widget === 'image') return '/media/role-models/portrait-k3x9q2.webp'
    if (widget === 'stored-file') return '/files/0123456789abcdef/appendix.pdf'
    if (widget === 'relation') return 'shi-chuangjianban'
    if (widget === 'object') return valuesOf(fields ?? [])
    if (widget === 'list')
      return Array.from({ length: fields?.some(each => each.name === 'county') ? 1 : 2 }, () =>
        fields ? valuesOf(fields) : valueOf(item!),
      )
    throw new Error(`no value for a field of widget ${widget}`)
  }
  const fits = ({ only_for: only }: FormField) => !only || only.values.includes(String(fitting[only.field]))
  const valuesOf = (fields: FormField[]) =>
    Object.fromEntries(fields.filter(fits).map(field => [field.name, valueOf(field)]))
  return valuesOf(formFields(type.fields, city))
}
