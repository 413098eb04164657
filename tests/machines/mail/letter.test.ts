import { expect, test } from 'vitest'
import { readLetter } from '#machines/mail/letter.ts'
import { plain, textOfHtml, withoutQuoted } from '#machines/mail/plain-text.ts'
import { countCharacters } from '#forms/typed/characters.ts'
import { phonePhoto } from '../../support/pictures.ts'
import { letter } from '../../support/letters.ts'

const read = async (source: Buffer | string) => {
  const found = await readLetter(Buffer.from(source))
  if ('refused' in found) throw new Error(found.refused)
  return found
}

test('a letter gives title, text, sender, pictures, and the names of what is no picture', async () => {
  const found = await read(
    await letter({
      subject: '回复：路灯不亮',
      text: '大猷街的路灯三天不亮了。\n\n晚上很黑。',
      attachments: [
        { filename: '路灯.jpg', content: await phonePhoto({ width: 60, height: 40 }) },
        { filename: '说明.docx', content: 'PK…' },
        { filename: '假照片.jpg', content: 'this is no picture' },
      ],
    }),
  )
  expect(found).toMatchObject({
    sender: { address: 'wang@example.cn', name: '王小明' },
    isAutomatic: false,
    title: '路灯不亮',
    body: '大猷街的路灯三天不亮了。\n\n晚上很黑。',
    leftOut: ['说明.docx', '假照片.jpg'],
  })
  expect(found.pictures.map(({ name }) => name)).toEqual(['路灯.jpg'])
})

test('what was written in GB2312 or as a page is read as it was meant', async () => {
  const gb = Buffer.concat([
    Buffer.from(
      'From: =?gb2312?B?1dTD9w==?= <zhao@example.cn>\r\nSubject: =?gb2312?B?wrex?=\r\nContent-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: 8bit\r\n\r\n',
    ),
    Buffer.from([0xc4, 0xe3, 0xba, 0xc3]),
  ])
  expect(await read(gb)).toMatchObject({ sender: { name: '赵明' }, body: '你好' })
  const page = await letter({
    subject: '树',
    html: '<style>p{color:red}</style><p>第一行<br>第二行 &lt;树&gt; &amp; 草</p><div>第三行</div><script>alert(1)</script>',
  })
  expect((await read(page)).body).toBe('第一行\n第二行 <树> & 草\n\n第三行')
})

test('a title that is too long is cut, and the whole subject stands in the text', async () => {
  const subject = '长'.repeat(80)
  const found = await read(await letter({ subject, text: '正文' }))
  expect(countCharacters(found.title)).toBe(60)
  expect(found.body).toBe(`主题：${subject}\n\n正文`)
  expect((await read(await letter({ subject: '', text: '第一句。第二句' }))).title).toBe('第一句')
  expect((await read(await letter({ subject: '只有主题', text: '' }))).body).toBe('只有主题')
})

test('the same letter has the same key; with one word changed, or of somebody else, another, whatever its Message-ID', async () => {
  const one = { subject: '路灯', text: '不亮', messageId: '<1@example.cn>' }
  const keys = await Promise.all(
    [
      one,
      one,
      { ...one, text: '又亮了' },
      { ...one, from: 'other@example.cn' },
      { ...one, messageId: '<2@example.cn>' },
    ].map(async options => (await read(await letter(options))).key),
  )
  expect(keys[1]).toBe(keys[0])
  expect(new Set(keys).size).toBe(4)
})

test.each([
  ['an answer of a machine', { 'Auto-Submitted': 'auto-replied' }],
  ['bulk', { Precedence: 'bulk' }],
  ['a list', { 'List-Id': '<news.example.cn>' }],
  ['advertising', { 'List-Unsubscribe': '<mailto:off@example.cn>' }],
  ['a bounce', { 'Return-Path': '<>' }],
])('%s is known as what nobody waits for', async (_what, headers) => {
  expect((await read(await letter({ subject: '不在办公室', text: '回来再说', headers }))).isAutomatic).toBe(true)
})

test('a letter of a person that says it was not sent by a machine is one', async () => {
  const said = await letter({ subject: '路灯', text: '不亮', headers: { 'Auto-Submitted': 'no' } })
  expect((await read(said)).isAutomatic).toBe(false)
})

test('what has no sender cannot be read, and what says and shows nothing is empty', async () => {
  expect(await readLetter(Buffer.from([0, 255, 1, 2, 3]))).toMatchObject({ refused: 'unreadable' })
  expect(await readLetter(Buffer.from('Subject: hi\r\n\r\nno sender'))).toMatchObject({ refused: 'unreadable' })
  expect(await readLetter(await letter({ subject: ' ', text: '\n' }))).toMatchObject({ refused: 'empty' })
})

test('what a letter quotes goes where it is certain, and stays where something else may be meant', () => {
  const answer = '补充一下：是第三盏。\n\n在 2026年11月23日，门户 <a@example.cn> 写道：\n> 收到你的来信\n> 查询码 ABC\n'
  expect(withoutQuoted(answer, true)).toBe('补充一下：是第三盏。')
  expect(withoutQuoted('同意。\nOn Mon, 23 Nov 2026 at 10:00,\nportal <a@example.cn> wrote:\n> 原文', true)).toBe(
    '同意。',
  )
  // It is no answer; something stands after the quotation; nothing of its own stands before; no line is marked.
  for (const [text, isAnswer] of [
    [answer, false],
    ['> 原文\n我的意见', true],
    ['> 原文', true],
    ['我的意见\n-----原始邮件-----\n原文', true],
    ['他写道：\n路灯不亮', true],
  ] as const)
    expect(withoutQuoted(text, isAnswer)).toBe(text)
})

test('signs of control and single halves of a character never reach the database', () => {
  expect(plain('一\0二\u0007\r\n\r\n\r\n\r\n三\ud800  \n四')).toBe('一二\n\n三\ufffd\n四')
  expect(textOfHtml('<p>一&#0;二</p><img src=x onerror=alert(1)>')).not.toMatch(/\0|onerror|img/)
})
