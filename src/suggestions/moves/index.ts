import { acceptance } from './acceptance.ts'
import { addition } from './addition.ts'
import { answer } from './answer.ts'
import { appealDecision } from './appeal-decision.ts'
import { appeal } from './appeal.ts'
import { coUnitAsking } from './co-unit-asking.ts'
import { coUnitRelease } from './co-unit-release.ts'
import { contactAttempt } from './contact-attempt.ts'
import { contribution } from './contribution.ts'
import { correction } from './correction.ts'
import { declination } from './declination.ts'
import { dispute } from './dispute.ts'
import { extension } from './extension.ts'
import { extensionRequest } from './extension-request.ts'
import { forgetting } from './forgetting.ts'
import { handOver } from './hand-over.ts'
import { interimReply } from './interim-reply.ts'
import { merger } from './merger.ts'
import { note } from './note.ts'
import { parting } from './parting.ts'
import { publishing } from './publishing.ts'
import { questionAnswer } from './question-answer.ts'
import { questionEnd } from './question-end.ts'
import { questionProposal } from './question-proposal.ts'
import { question } from './question.ts'
import { rating } from './rating.ts'
import { reRouting } from './re-routing.ts'
import { reopening } from './reopening.ts'
import { resumption } from './resumption.ts'
import { returnToDesk } from './return.ts'
import { revisit } from './revisit.ts'
import { rework } from './rework.ts'
import { ruling } from './ruling.ts'
import { signature } from './signature.ts'
import { supervision } from './supervision.ts'
import { suspension } from './suspension.ts'
import { takingBack } from './taking-back.ts'
import { taking } from './taking.ts'
import { telling } from './telling.ts'
import { unitText } from './unit-text.ts'
import { verification } from './verification.ts'
import { withdrawal } from './withdrawal.ts'

/** The moves of the desk, in the order in which it offers them. A move is added by its file and its name here. */
export const deskMoves = [
  acceptance,
  declination,
  merger,
  parting,
  appealDecision,
  takingBack,
  handOver,
  signature,
  returnToDesk,
  dispute,
  ruling,
  contribution,
  answer,
  rework,
  verification,
  revisit,
  contactAttempt,
  reopening,
  interimReply,
  question,
  questionProposal,
  questionEnd,
  unitText,
  reRouting,
  coUnitAsking,
  coUnitRelease,
  extensionRequest,
  extension,
  suspension,
  resumption,
  supervision,
  taking,
  correction,
  note,
] as const

/** The moves of the one who holds the code. */
export const authorMoves = [
  questionAnswer,
  addition,
  appeal,
  withdrawal,
  rating,
  telling,
  publishing,
  forgetting,
] as const

export const moves = [...deskMoves, ...authorMoves] as const

export type MoveName = (typeof moves)[number]['name']
