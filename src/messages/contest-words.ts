import { type Facts, place, type Site, track } from './site-words.ts'

type Said = (facts: Facts, site: Site) => string
const own =
  (words: string): Said =>
  (_facts, site) =>
    `你参加征集的金点子 {secret} ${words}${track(site)}`

/** What authors and judges of a contest are told. */
export const contestMessages = {
  'suggestion-contest-admitted': own('通过了初审，等评委来评。'),
  'suggestion-contest-not-admitted': own('没有通过初审，理由写在进度页上；建言照常办理。'),
  'suggestion-contest-short-listed': own('入围了，公示以后定奖。'),
  'suggestion-contest-not-listed': own('没有入围，谢谢你出的主意；建言照常办理。'),
  'suggestion-contest-removed': own('取消了入围，理由写在进度页上。'),
  'suggestion-contest-taken-down': own('公开的文字撤下了，理由写在进度页上；名次和奖不变。'),
  'suggestion-contest-awarded': own('获奖了！得了什么奖写在进度页上。'),
  'suggestion-contest-not-awarded': own('没有获奖，谢谢你出的主意；建言照常办理。'),
  'suggestion-contest-ended': own('那次征集不评奖，理由写在进度页上；建言照常办理。'),
  'suggestion-contest-adopted': own('采纳和落实有了消息，写在进度页上。'),
  'contest-judging': (facts, site) => `请你作评委的金点子征集开始评审了。${place(site, `contests/${facts.contest}`)}`,
} as const satisfies Record<string, Said>
