import type { Edition } from '#publishing/edition/edition.ts'
import type { Dataset } from './_datasets.ts'
import { dataWords as words } from './_words.ts'

const mediaTypes = {
  CSV: 'text/csv',
  JSON: 'application/json',
  XLSX: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const

/** The catalogue in the words of DCAT 3 (W3C). */
export function catalogueOf(
  { settings }: Pick<Edition, 'settings'>,
  datasets: readonly Dataset[],
  origin: string,
): object {
  const at = (path: string) => new URL(path, origin).href
  const publisher = { '@type': 'foaf:Organization', 'foaf:name': settings.host_unit }
  const licence = { '@id': words.licenceAddress }
  return {
    '@context': {
      dcat: 'http://www.w3.org/ns/dcat#',
      dct: 'http://purl.org/dc/terms/',
      foaf: 'http://xmlns.com/foaf/0.1/',
    },
    '@id': at('/data'),
    '@type': 'dcat:Catalog',
    'dct:title': `${words.title} · ${settings.site_name}`,
    'dct:description': words.lead,
    'dct:language': 'zh-CN',
    'dct:publisher': publisher,
    'dct:license': licence,
    'dcat:dataset': datasets.map(({ id, title, about, page, files }) => ({
      '@id': at(`/data#${id}`),
      '@type': 'dcat:Dataset',
      'dct:title': title,
      'dct:description': about,
      'dct:language': 'zh-CN',
      'dct:publisher': publisher,
      'dcat:landingPage': { '@id': at(page) },
      'dcat:distribution': files.map(({ href, format }) => ({
        '@type': 'dcat:Distribution',
        'dcat:downloadURL': { '@id': at(href) },
        'dcat:mediaType': mediaTypes[format],
        'dct:license': licence,
        'dct:conformsTo': { '@id': at(`/data/${id}.schema.json`) },
      })),
    })),
  }
}
