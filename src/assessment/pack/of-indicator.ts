import { type Indicator, indicatorSystems } from '#publishing/types/indicator.ts'
import type { Pack } from './content.ts'
import { packWords as words } from './words.ts'

/** What a year has for an indicator, as it is drawn: content and the public answers know it. */
export function packOfIndicator({
  indicator: { title, system, number, standard, lead, supporting },
  unitName,
  year,
  today,
  lines,
  missing,
}: {
  indicator: Indicator
  unitName: (id: string) => string
  year: number
  today: string
  lines: readonly { kind: string; title: string; unit: string; day: string }[]
  missing: readonly string[]
}): Pack {
  const kinds = [...Map.groupBy(lines, ({ kind }) => kind)]
  return {
    title: words.ofIndicator(title, year),
    subtitle: [indicatorSystems[system], number].filter(Boolean).join('，'),
    foot: words.indicatorFoot(title, year, today),
    parts: [
      {
        title: words.standard,
        texts: [
          standard,
          words.leads(unitName(lead)),
          ...(supporting.length > 0 ? [words.helps(supporting.map(unitName).join('、'))] : []),
        ],
      },
      { title: words.missing, texts: missing.length > 0 ? [...missing] : [words.whole] },
      ...kinds.map(([kind, ofKind]) => ({
        title: words.ofKind(kind, ofKind.length),
        table: {
          heads: [...words.evidenceHeads],
          widths: [0.58, 0.22, 0.2],
          rows: ofKind.map(({ title, unit, day }) => [title, unit, day]),
        },
      })),
    ],
  }
}
