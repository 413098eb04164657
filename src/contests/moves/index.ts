import type { Criterion } from '#db/schema-contests.ts'
import { type ContestCase, listedOf } from '../contests.ts'
import type { ContestMove, EntryMove } from '../move.ts'
import { admission } from './admission.ts'
import { adoption } from './adoption.ts'
import { answer } from './answer.ts'
import { award } from './award.ts'
import { covering } from './covering.ts'
import { declaration } from './declaration.ts'
import { ending } from './ending.ts'
import { judgeNaming } from './judge-naming.ts'
import { judgeRelease } from './judge-release.ts'
import { judging } from './judging.ts'
import { notice } from './notice.ts'
import { rejection } from './rejection.ts'
import { removal } from './removal.ts'
import { rewording } from './rewording.ts'
import { scoring } from './scoring.ts'
import { hasTie, shortList } from './short-list.ts'
import { takingDown } from './taking-down.ts'

/** Every move of a contest, in the order of the tabs; what some ask for depends on how it stands. */
export const contestMoves = (found?: ContestCase): readonly ContestMove[] => [
  judgeNaming,
  judgeRelease,
  judging,
  shortList(found !== undefined && hasTie(found)),
  notice,
  answer,
  removal,
  award(found ? listedOf(found) : []),
  adoption,
  ending,
  takingDown,
  rewording,
]

/** Every move of an entry; points are given by what the contest is judged by. */
export const entryMoves = (criteria: readonly Criterion[] = []): readonly EntryMove[] => [
  admission,
  rejection,
  covering,
  declaration,
  scoring(criteria),
]
