import { globSync } from 'node:fs'
import { feeds } from '#publishing/types/index.ts'

/** What stands for the parts of an address: things that are not there, or that all may see. */
const usual: Record<string, string> = {
  id: '9999',
  number: '2099-1',
  code: '0000-0000-0000',
  token: 'x'.repeat(43),
  move: 'acceptance',
  '...move': '',
  change: 'disabling',
  kind: 'sign-ups',
  collection: 'notices',
  addition: '1',
  answer: '1',
  moment: 'before',
  position: '1',
  size: '640',
  page: 'about',
  register: 'indicators',
  topic: 'volunteering',
  '...path': 'nothing.png',
  format: 'json',
  key: 'draft-0',
  picture: '1-640',
  type: 'notices',
  dataset: 'statistics',
  unit: 'jianshe',
  period: '2020-H1',
  year: '2026',
  document: '1',
}

/** A route of the portal: the file that makes it, below src/pages. */
export interface Route {
  file: string
  /** The names of the parts in brackets. */
  parts: string[]
}

/** Every route that a page or an endpoint makes; a new file is among them without being named. */
export const routes: Route[] = globSync('**/*.{astro,ts}', { cwd: 'src/pages' })
  .map(file => file.replaceAll('\\', '/'))
  .filter(file => !/(?:^|\/)_|^(?:404|500)\./.test(file))
  .toSorted()
  .map(file => ({ file, parts: [...file.matchAll(/\[([^\]]+)\]/g)].map(([, name]) => name!) }))

/** Its address, with these parts in it. */
export const addressOf = ({ file }: Route, parts: Record<string, string> = {}): string =>
  `/${file.replace(/(?:(?:^|\/)index)?\.(?:astro|ts)$/, '')}`
    .replaceAll(/\[([^\]]+)\]/g, (part, name: string) => parts[name] ?? usual[name] ?? part)
    .replace(/(?<=.)\/$/, '')

/** What is no file of src/pages: feeds, what the build and the server itself answer. */
export const otherAddresses = [
  ...feeds.map(({ href }) => `${href}/feed.xml`),
  '/healthz',
  '/readyz',
  '/metrics',
  '/plain.css',
  '/favicon.svg',
]
