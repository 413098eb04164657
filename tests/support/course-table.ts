import type { SuggestionState } from '#db/schema.ts'
import { openStates } from '#suggestions/course.ts'
import { authorMoves, type MoveName } from '#suggestions/moves/index.ts'
import { type Colleagues, coUnit, leadUnit, rated, withKey, written } from './course.ts'

/** Of a clerk while a unit has it in hand. */
const atUnits: MoveName[] = ['question', 'question-end', 'unit-text', 're-routing', 'co-unit-asking', 'co-unit-release']
/** Of its author while it is open and was not answered. */
const writes: MoveName[] = ['question-answer', 'addition', 'withdrawal', 'telling']

export type Who = Exclude<keyof Colleagues, 'secondClerk'> | 'author'

/**
 * Who may do what, written down a second time and independently of the program: by state, then by person.
 * Whatever is not named here must be refused.
 */
const allowed: Record<SuggestionState, Partial<Record<Who, MoveName[]>>> = {
  received: { clerk: ['acceptance', 'declination', 'merger', 'question', 'question-end'], author: writes },
  accepted: { clerk: ['merger', 'hand-over', 'answer', 'interim-reply', 'question', 'question-end'], author: writes },
  declined: { clerk: ['taking-back'], supervisor: ['appeal-decision', 'taking-back'], author: ['appeal'] },
  merged: {
    clerk: ['parting'],
    supervisor: ['parting', 'appeal-decision'],
    author: ['addition', 'appeal', 'withdrawal', 'rating', 'telling'],
  },
  'handed-over': {
    clerk: [...atUnits, 'extension', 'suspension', 'resumption'],
    lead: ['signature', 'return', 'dispute', 'question-proposal', 'extension-request'],
    co: ['contribution'],
    supervisor: ['re-routing', 'ruling', 'suspension', 'supervision'],
    author: writes,
  },
  'signed-for': {
    clerk: [...atUnits, 'extension', 'suspension', 'resumption'],
    lead: ['answer', 'interim-reply', 'question-proposal', 'extension-request'],
    co: ['contribution'],
    supervisor: ['re-routing', 'suspension', 'supervision'],
    author: writes,
  },
  returned: { clerk: ['hand-over', 'question', 'question-end'], author: writes },
  answered: { clerk: ['rework', 'verification', 'question', 'question-end', 'unit-text'], author: writes },
  'sent-back': {
    clerk: [...atUnits, 'suspension', 'resumption'],
    lead: ['answer', 'interim-reply', 'question-proposal'],
    co: ['contribution'],
    supervisor: ['re-routing', 'suspension', 'supervision'],
    author: writes,
  },
  revisit: {
    clerk: ['revisit', 'contact-attempt', 'reopening', 'unit-text'],
    supervisor: ['reopening'],
    author: ['addition', 'withdrawal', 'rating', 'telling'],
  },
  closed: {
    clerk: ['taking-back', 'unit-text'],
    supervisor: ['appeal-decision', 'reopening'],
    author: ['appeal', 'rating'],
  },
  reopened: {
    clerk: [...atUnits, 'extension', 'suspension', 'resumption'],
    lead: ['answer', 'interim-reply', 'question-proposal', 'extension-request'],
    co: ['contribution'],
    supervisor: ['re-routing', 'suspension', 'supervision'],
    author: writes,
  },
  withdrawn: {},
}

/**
 * What is not offered although the state allows it, because of what happened before; as `bringTo` leaves a suggestion.
 * Each is refused for its own reason when it is posted all the same.
 */
export const notNow = (state: SuggestionState, move: MoveName, who: Who): string | undefined => {
  if (state === 'merged' && move === 'rating') return 'not-yet'
  // Of what is closed only what came since and waits is passed on to units.
  if (state === 'closed' && move === 'unit-text') return 'wrong-state'
  // What one did oneself another takes back.
  return move === 'taking-back' && who === 'clerk' ? 'own-decision' : notByItself[move]
}
const notByItself: Partial<Record<MoveName, string>> = {
  dispute: 'may-return',
  'appeal-decision': 'not-appealed',
  'question-end': 'not-asked',
  'question-answer': 'not-asked',
  ruling: 'not-disputed',
  extension: 'not-asked',
  resumption: 'not-suspended',
}

/** Moves that anybody of these roles makes somewhere; anyone who never makes a move is told that it is not theirs. */
const makers: Record<MoveName, Who[]> = {
  acceptance: ['clerk'],
  declination: ['clerk'],
  merger: ['clerk'],
  parting: ['clerk', 'supervisor'],
  'appeal-decision': ['supervisor'],
  'taking-back': ['clerk', 'supervisor'],
  'hand-over': ['clerk'],
  signature: ['lead'],
  return: ['lead'],
  dispute: ['lead'],
  ruling: ['supervisor'],
  'interim-reply': ['clerk', 'lead'],
  question: ['clerk'],
  'question-proposal': ['lead'],
  'question-end': ['clerk'],
  'unit-text': ['clerk'],
  'question-answer': ['author'],
  're-routing': ['clerk', 'supervisor'],
  'co-unit-asking': ['clerk'],
  'co-unit-release': ['clerk'],
  contribution: ['co'],
  answer: ['clerk', 'lead'],
  rework: ['clerk'],
  verification: ['clerk'],
  revisit: ['clerk'],
  'contact-attempt': ['clerk'],
  reopening: ['clerk', 'supervisor'],
  'extension-request': ['lead'],
  extension: ['clerk'],
  suspension: ['clerk', 'supervisor'],
  resumption: ['clerk'],
  supervision: ['supervisor'],
  taking: ['clerk'],
  correction: ['clerk'],
  note: ['clerk', 'supervisor'],
  addition: ['author'],
  appeal: ['author'],
  withdrawal: ['author'],
  rating: ['author'],
  telling: ['author'],
  publishing: ['author'],
  forgetting: ['author'],
}

/** What a form names: an open suggestion to merge into, the question that waits. */
export interface Named {
  target: string
  question?: number | undefined
}

/** What somebody types into the form of each move, where it asks for anything. */
export const typed: Partial<Record<MoveName, (named: Named) => Record<string, unknown>>> = {
  declination: () => ({ reason: 'unclear', words: '请补充地点，再提一次。' }),
  merger: ({ target }) => ({ into: target }),
  parting: () => ({ words: '不是同一处。' }),
  'appeal-decision': () => ({ decision: 'refused', words: '不归本平台受理，请打 12333。' }),
  'taking-back': () => ({ words: '理由选错了。' }),
  'hand-over': () => ({ lead: leadUnit }),
  return: () => ({ reason: '不在辖区', duty: '示例条款' }),
  dispute: () => ({ reason: '不在辖区', duty: '示例条款' }),
  ruling: () => ({ lead: leadUnit, words: '在辖区内。' }),
  'interim-reply': () => ({ body: '已派人看过现场，等材料到货。', next_on: '2026-12-01', documents: [], ...withKey() }),
  question: () => ({ body: '是哪一侧的盲道？', ...withKey() }),
  'question-proposal': () => ({ body: '是哪一侧的盲道？', ...withKey() }),
  'question-answer': ({ question = 1 }) => ({ body: '东侧。', photos: [], question, ...withKey() }),
  're-routing': () => ({ lead: 'water-bureau', reason: '是水利设施', from: leadUnit }),
  'co-unit-asking': () => ({ co_unit: 'water-bureau', co_days: 1 }),
  'co-unit-release': () => ({ released: coUnit }),
  contribution: () => ({ body: '已派人到场。' }),
  answer: () => written('已增设车位四十六个。'),
  rework: () => ({ words: '请写明日期。' }),
  revisit: () => ({ way: 'phone', words: '本人认可。' }),
  'contact-attempt': () => ({ way: 'phone', ...withKey() }),
  reopening: () => ({ words: '现场未见整改。' }),
  'extension-request': () => ({ working_days: 3, reason: '等待材料' }),
  extension: () => ({ decision: 'granted' }),
  suspension: () => ({ reason: '等待雨季结束', until: '2026-12-20' }),
  supervision: () => ({ words: '请尽快办理。', ...withKey() }),
  correction: () => ({
    kind: 'advice',
    title: '大猷街盲道被占',
    category: 'noise',
    county: '331102',
    place: '大猷街与解放街路口',
  }),
  note: () => ({ note: '电话已核。', ...withKey() }),
  appeal: () => ({ body: '这件归你们管。', ...withKey() }),
  addition: () => ({ body: '今天又停满了。', ...withKey() }),
  withdrawal: withKey,
  rating: () => rated('satisfied', true),
  telling: () => ({ tell_by: 'none' }),
  publishing: () => ({ publish: 'no' }),
  forgetting: () => ({}),
}

export const states = Object.keys(allowed) as SuggestionState[]
export const authorsMoves: MoveName[] = authorMoves.map(({ name }) => name)
export const persons = ['clerk', 'lead', 'co', 'outsider', 'supervisor', 'admin'] as const

const isOpen = (state: SuggestionState) => (openStates as readonly SuggestionState[]).includes(state)
export const isAllowed = (state: SuggestionState, move: MoveName, who: Who) => {
  if (move === 'note') return who === 'clerk' || who === 'supervisor'
  if (move === 'taking' || move === 'correction') return who === 'clerk' && isOpen(state)
  if (move === 'publishing' || move === 'forgetting') return who === 'author'
  return allowed[state][who]?.includes(move) ?? false
}

/** The states in which the lead unit and the co-unit hold the suggestion at all. */
const withUnits: SuggestionState[] = [
  'handed-over',
  'signed-for',
  'answered',
  'sent-back',
  'revisit',
  'closed',
  'reopened',
]

export function expectedRefusal(state: SuggestionState, move: MoveName, who: Who): string {
  const isOfficer = who === 'lead' || who === 'co' || who === 'outsider'
  const officersMove = makers[move].includes('lead') || makers[move].includes('co')
  if (isOfficer && officersMove)
    return makers[move].includes(who) && withUnits.includes(state) ? 'wrong-state' : 'not-your-unit'
  return makers[move].includes(who) ? 'wrong-state' : 'wrong-role'
}
