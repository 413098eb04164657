import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** How many entries go into one commit of the history. */
const perCommit = 5

const settings = `site_name: 示例文明网
slogan: 常创文明城
host_unit: 示例主办单位
undertaking_unit: 示例承办单位
site_code: "0000000000"
icp: 示例备案号
contact_phone: 0578-0000000
home: { headline: 示例标题, lead: 示例导语, description: 示例介绍 }
counties:
  - { code: "331102", name: 莲都区 }
  - { code: "331121", name: 青田县 }
city_county: "331102"
categories:
  - { code: noise, name: 噪音扰民 }
honours:
  - { code: moral-model, name: 道德模范 }
  - { code: good-neighbour, name: 身边好人 }
letter_prefix: 示创督
volunteer_prefix: SL
conduct_law: 示例市文明行为促进条例
exposure_article: 第三十三条
freshness_days:
  role-models: 90
  exposures: 30
  public-service-ads: 180
  notices: 180
  articles: 14
`

const department = `---
name: 示例市容管理局
short_name: 示例市容局
level: department
duties: [示例职责]
order: 1
sample: true
---
`

const picture = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 11"><rect width="10" height="11"/></svg>\n'

const body = `他每天清晨五点出门，沿着河岸走三公里，把夜里冲上来的杂物捡干净。十二年，从没有落下一天。

## 从一只编织袋开始

第一天只有他一个人，**一只编织袋**。第三年，邻居跟了上来；第七年，社区排出了[值日表](https://example.cn/list)。

| 年份 | 参加人数 |
| --- | --- |
| 2014 | 1 |
| 2026 | 46 |

> 不是我做得多，是大家都愿意做一点。

![河岸的清晨](/media/many/picture.svg)

- 清理河岸 3 公里
- 带动邻居 46 户
`

const common = (at: number) => `title: 示例条目第${at}号
summary: 第 ${at} 条示例内容的一句话摘要，写清做了什么，做了多久。
sample: true
`

/** The text of entry `at` of each kind, as an editor's form would write it. */
const kinds: { folder: string; text(at: number): string }[] = [
  {
    folder: 'role-models',
    text: at => `---
${common(at)}name_kind: person
honour: good-neighbour
year: ${2016 + (at % 11)}
batch: 2026 年第三季
county: "331102"
occupation: 退休教师
quotation: 能帮一把是一把
portrait:
  src: /media/many/picture.svg
  alt: 一位老人站在河边，手里拿着火钳
pictures:
  - src: /media/many/picture.svg
    alt: 河岸
    caption: 清晨的河岸
---
${body}`,
  },
  {
    folder: 'exposures',
    text: at => `---
${common(at)}kind: phenomenon
county: "331102"
place: 示例路中段
matter: 人行道上停放电动自行车，行人走到了机动车道上。
found_on: 2026-${String(1 + (at % 11)).padStart(2, '0')}-05
state: rectifying
unit: department-1
rectify_by: 2026-12-30
before:
  - src: /media/many/picture.svg
    alt: 人行道
steps:
  - on: 2026-11-20
    text: 已交办
expose_until: 2099-12-31
---
`,
  },
  {
    folder: 'notices',
    text: at => `---
${common(at)}category: notice
issuer: 示例市文明办
document_number: 示例发〔2026〕${at}号
issued_on: 2026-${String(1 + (at % 11)).padStart(2, '0')}-12
---
${body}`,
  },
  {
    folder: 'articles',
    text: at => `---
${common(at)}topic: garden
source: 示例报
cover:
  src: /media/many/picture.svg
  alt: 花园
---
${body}`,
  },
]

/** Path and text of entry number `at` (from 1) of the generated content. */
export function manyEntry(at: number): { path: string; text: string } {
  const kind = kinds[at % kinds.length] ?? kinds[0]!
  return { path: `content/${kind.folder}/${2016 + (at % 11)}/entry-${at}.md`, text: kind.text(at) }
}

/**
 * Fills the branch `main` of an empty bare repository with `count` valid entries (role models, exposures, notices,
 * articles in turn), five to a commit, one an hour up to 2026-11-20, through `git fast-import`.
 */
export async function fillWithManyEntries(directory: string, count: number): Promise<void> {
  const git = spawn('git', ['-C', directory, 'fast-import', '--quiet', '--date-format=raw'], {
    stdio: ['pipe', 'inherit', 'inherit'],
  })
  const commits = Math.ceil(count / perCommit)
  const last = Date.parse('2026-11-20T00:00:00+08:00') / 1000
  const commit = (message: string, at: number) =>
    `commit refs/heads/main\ncommitter 示例编辑 <editor@example.cn> ${at} +0800\n${data(message)}`
  git.stdin.write(commit('放入初始内容', last - commits * 3600))
  git.stdin.write(
    file('content/settings/site.yml', settings) +
      file('content/departments/department-1.md', department) +
      file('content/media/many/picture.svg', picture),
  )
  for (let number = 1; number <= commits; number += 1) {
    let text = commit(`发布第 ${number} 批`, last - (commits - number) * 3600)
    for (let at = (number - 1) * perCommit + 1; at <= Math.min(count, number * perCommit); at += 1) {
      const entry = manyEntry(at)
      text += file(entry.path, entry.text)
    }
    if (!git.stdin.write(text)) await once(git.stdin, 'drain')
  }
  git.stdin.end()
  const [code] = await once(git, 'close')
  if (code !== 0) throw new Error(`git fast-import failed (${code})`)
}

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`
const file = (path: string, text: string): string => `M 100644 inline ${path}\n${data(text)}`
