import { createHash } from 'node:crypto'
import { pinyin } from 'pinyin-pro'

/** The first characters of what stands for these bytes and no others. */
export const shortHash = (bytes: Buffer | string): string =>
  createHash('sha256').update(bytes).digest('hex').slice(0, 8)

/**
 * The id that a name stands for: Chinese as pinyin, the rest in small letters, digits and hyphens. The same name has the
 * same id for ever, as it stands in addresses.
 */
export function idFrom(name: string): string {
  const spoken = pinyin(name.normalize('NFKC'), {
    toneType: 'none',
    type: 'array',
    nonZh: 'consecutive',
    v: true,
  }).join(' ')
  const id = spoken
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  if (id === '') return `entry-${shortHash(name)}`
  return id.length <= 60 ? id : `${id.slice(0, 50).replace(/-+$/, '')}-${shortHash(name)}`
}
