import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const folder = join(dirname(createRequire(import.meta.url).resolve('@embedpdf/fonts-sc')), '../fonts')

/** What the family of these fonts is called. */
export const chineseFamily = 'Noto Sans Hans'

/**
 * The file of a font with every Chinese character of GB 18030's first level and more, the same on every machine: papers and
 * pictures do not look for one on the host, which may have none.
 */
export function chineseFont(weight: 'Regular' | 'Medium' | 'Bold'): string {
  return join(folder, `NotoSansHans-${weight}.otf`)
}
