import type * as z from 'zod'
import { depending, group } from '#forms/entry-fields.ts'
import { choice, day, line, optional } from '#forms/fields.ts'
import type { AtTheGate, GateFault } from './type.ts'

const check = group(
  '孩子的画面核对',
  {
    by: line('核对人', { max: 30, hint: '须为撰稿人以外、审这一稿的人' }),
    on: day('核对日期'),
    result: choice('核对结果', {
      unseen: '看不出是哪个孩子',
      consent: '看得出，本人和监护人都书面同意公开',
    }),
  },
  { hint: '写未成年人、又有照片的，须由第二人核对；画的图不用' },
)

/** Who looked for children's faces, for each type of which an entry may be about minors; `of` says which, else all are. */
export const childCheck = (of?: { field: string; values: string[] }) =>
  of ? depending(optional(check), { onlyFor: of }) : optional(check)

export const childWords = {
  unchecked: '写未成年人的内容里有照片，须由第二人核对孩子的脸：请填写“孩子的画面核对”。',
  notSigned: (name: string) =>
    `孩子的画面须由第二人核对：“${name}”不是这一稿的初审、复审或终审人。请由核对人本人审这一稿，或改填真正核对的人。`,
} as const

const photographs = /\/media\/[^\s)"']+?\.(?:webp|jpe?g|png)/g

/** Of a photograph of children somebody says that none is known by it, or that all agreed (未成年人保护法 Arts. 4, 49, 72). */
export function findChildFault({
  entry,
  body,
  before,
  signed,
  ...pictures
}: Pick<
  AtTheGate<Record<string, unknown>>,
  'entry' | 'body' | 'before' | 'signed' | 'hasNewPictures' | 'hasReplacedPictures'
>): GateFault | undefined {
  const photosOf = (data: object, text: string) => `${JSON.stringify(data)} ${text}`.match(photographs) ?? []
  const photos = photosOf(entry, body)
  if (photos.length === 0) return undefined
  const { child_check: given } = entry as { child_check?: z.output<typeof check> }
  if (!given) return { field: 'child_check', error: childWords.unchecked }
  const isSame = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
  const isOld =
    before &&
    !pictures.hasNewPictures &&
    !pictures.hasReplacedPictures &&
    isSame(before.entry.child_check, given) &&
    isSame(photosOf(before.entry, before.body), photos)
  return isOld || signed.includes(given.by)
    ? undefined
    : { field: 'child_check.by', error: childWords.notSigned(given.by) }
}
