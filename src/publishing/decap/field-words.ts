import type * as z from 'zod'
import { innerOf, metaOf } from '#forms/meta.ts'

/**
 * A field in the words of its form: `pictures.0.alt` is “更多图片”第 1 项“替代文字”. `body` is the Markdown.
 * The name stays as it is where the schema has no such field.
 */
export function fieldInWords(collection: { fields: z.ZodObject; body: string } | undefined, field: string): string {
  if (field === 'body') return `“${collection?.body}”`
  let schema: z.ZodType | undefined = collection?.fields
  return field
    .split('.')
    .map(step => {
      schema = schema && innerOf(schema)
      if (schema?.def.type === 'array') {
        schema = (schema as z.ZodArray).element as z.ZodType
        return `第 ${Number(step) + 1} 项`
      }
      schema =
        schema?.def.type === 'object' ? ((schema as z.ZodObject).shape[step] as z.ZodType | undefined) : undefined
      return `“${(schema && metaOf(schema).label) ?? step}”`
    })
    .join('')
}
