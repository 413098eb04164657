import type { TypeName } from '#publishing/types/index.ts'
import { aNotice, anExposure } from './content.ts'
import { manyEntry } from './many-entries.ts'

const aDepartment = '---\nname: 示例办\nshort_name: 示例办\nlevel: department\nduties: []\norder: 9\n---\n'
const anIndicator =
  '---\ntitle: 示例指标\nsystem: national\nstandard: 示例标准。\nlead: department-1\nsupporting: []\ncategories: []\norder: 9\n---\n'
const aPlace = '---\ntitle: 示例路\naliases: []\nkind: road\ncounty: "331102"\nunit: department-1\n---\n'
const anAd =
  '---\ntitle: 示例海报\nslogan: 示例标语\ntheme: values\nsummary: 一句话。\nposter:\n  src: /media/many/picture.svg\n  alt: 图\nlicence: 可免费使用\n---\n'
const aFacility =
  '---\ntitle: 示例少年宫\nkind: village-palace\ncounty: "331102"\naddress: 示例路 1 号\nhours: 周六上午\n---\n'
const aTask =
  '---\ntitle: 示例任务\nyear: 2027\nnumber: 1\nstandard: 示例标准。\nlead: department-1\ndue: 2027-06-30\nstate: planned\n---\n'
const aBudget =
  '---\ntitle: 示例经费\nyear: 2027\nlevel: city\nunit: department-1\namount: "100"\nspent: "0"\ncounted_until: 1 月底\nitems:\n  - purpose: 示例用途\n    amount: "100"\n    spent: "0"\n---\n'
const aMeasurement =
  '---\ntitle: 示例指数\nyear: 2026\nhalf: first\nmeasured_on: 2026-06-20\nweights:\n  publicity: 25\n  environment: 25\n  manners: 25\n  citizens: 25\nmethod: 示例方法。\nscores:\n  - county: "331102"\n    publicity: 80\n    environment: 80\n    manners: 80\n    citizens: 80\n    places: 10\n---\n'
const aDrive =
  '---\ntitle: 示例行动\ngoal: 示例目标。\nbegins_on: 2026-10-01\nends_on: 2026-12-31\nlead: department-1\nmeasures:\n  - 示例措施\n---\n'
const anHonour =
  '---\ntitle: 示例小区\nkind: residence\nlevel: city\ncounty: "331102"\nmanagement: none\nbatch: 2026 年第一批\nawarded_by: 示例办\nawarded_on: 2026-05-01\n---\n'
const anInspection =
  '---\ntitle: 示例视察\non: 2026-10-16\ncounty: "331102"\nplace: 示例路\nregistered_by: 示例工委\nattendance:\n  - group: congress\n    office: 示例团\n    invited: 9\n    present: 7\n---\n'
const aPage = '---\ntitle: 示例说明\nversion: 2026-11-22\n---\n示例正文。\n'
const aSurvey =
  '---\ntitle: 示例问卷\nopens_on: 2026-11-01\ncloses_on: 2026-12-31\nquestions:\n  - code: one\n    text: 示例问题\n---\n'
const aScheme =
  '---\ntitle: 示例方案\nyear: 2026\ncriteria:\n  - code: all\n    name: 示例一项\n    weight: 100\n    source: judged\n    meaning: 示例\n---\n'
const aContest =
  '---\ntitle: 示例征集\nsummary: 一句话。\nopens_at: 2026-11-01T09:00:00+08:00\ncloses_at: 2026-12-31T18:00:00+08:00\nwho: 谁都可以\ncriteria:\n  - code: all\n    name: 示例一项\n    weight: 100\n    meaning: 示例\nleast_judges: 2\nshort_list: 2\nnotice_days: 5\ngrades:\n  - 一等奖\n---\n'
const aWording =
  '---\nexpression: 示例错词\nseverity: mistaken\nwrong: 写错了字\nright: 示例正词\nrule: 示例依据\n---\n'
/** The text of one of many entries, whose type the number decides: see `manyEntry`. */
export const textOf = (at: number) => manyEntry(at).text

/** A new entry of each type. */
export const entries = {
  'role-models': { path: 'content/role-models/2026/new.md', text: textOf(4) },
  exposures: { path: 'content/exposures/2026/new.md', text: anExposure() },
  'public-service-ads': { path: 'content/public-service-ads/2026/new.md', text: anAd },
  notices: { path: 'content/notices/2026/new.md', text: aNotice() },
  articles: { path: 'content/articles/2026/new.md', text: textOf(3) },
  departments: { path: 'content/departments/new.md', text: aDepartment },
  indicators: { path: 'content/indicators/new.md', text: anIndicator },
  places: { path: 'content/places/new.md', text: aPlace },
  facilities: { path: 'content/facilities/new.md', text: aFacility },
  tasks: { path: 'content/tasks/new.md', text: aTask },
  budgets: { path: 'content/budgets/new.md', text: aBudget },
  'index-scores': { path: 'content/index-scores/new.md', text: aMeasurement },
  drives: { path: 'content/drives/2026/new.md', text: aDrive },
  honours: { path: 'content/honours/new.md', text: anHonour },
  inspections: { path: 'content/inspections/2026/new.md', text: anInspection },
  surveys: { path: 'content/surveys/new.md', text: aSurvey },
  schemes: { path: 'content/schemes/new.md', text: aScheme },
  contests: { path: 'content/contests/new.md', text: aContest },
  pages: { path: 'content/pages/new.md', text: aPage },
  texts: { path: 'content/texts/new.md', text: aPage },
  wording: { path: 'content/wording/new.md', text: aWording },
} as const satisfies Record<TypeName, { path: string; text: string }>
