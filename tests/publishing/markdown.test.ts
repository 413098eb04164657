import { describe, expect, test } from 'vitest'
import { isTooIntricate, renderMarkdown } from '#publishing/edition/markdown.ts'

const url = (src: string) => src.replace('/media/', '/media/0123456789ab/')
const render = (markdown: string) =>
  renderMarkdown(markdown, { url, srcset: src => (src.endsWith('.webp') ? `${url(src)} 2000w` : undefined) }).trim()

describe('Markdown becomes HTML', () => {
  test('with headings that begin below the page’s own, whatever level the writer began at', () => {
    expect(render('# 甲\n\n## 乙')).toBe('<h2>甲</h2>\n<h3>乙</h3>')
    expect(render('## 甲\n\n### 乙')).toBe('<h2>甲</h2>\n<h3>乙</h3>')
    expect(render('#### 甲')).toBe('<h2>甲</h2>')
    expect(render('- # 甲\n\n###### 乙')).toMatch(/<h2>甲<\/h2>[\s\S]*<h6>乙<\/h6>/)
  })

  test('with the link to a file that was typed where brackets are letters', () => {
    const link = '<a href="/files/0123456789abcdef/file.pdf">指南</a>'
    for (const typed of [
      '见\\[指南](/files/0123456789abcdef/file.pdf)',
      '见\\[指南\\](/files/0123456789abcdef/file.pdf)',
      '见\\[指南\\]\\(/files/0123456789abcdef/file.pdf\\)',
    ])
      expect(render(typed)).toBe(`<p>见${link}</p>`)
    expect(render('\\[指南](/about)')).toBe('<p>[指南](/about)</p>')
  })

  test('with headings that can be linked to, by what stands in braces behind them', () => {
    expect(render('## 认为有误怎么办 {#objection}\n\n### 乙{#b-2}\n\n段落 {#c}')).toBe(
      '<h2 id="objection">认为有误怎么办</h2>\n<h3 id="b-2">乙</h3>\n<p>段落 {#c}</p>',
    )
    expect(render('## 甲 {#"><img src=x>}')).not.toContain('id=')
  })

  test('with tables, lists, quotations and emphasis', () => {
    expect(render('| 年 | 人 |\n| --- | :-: |\n| 2026 | 46 |')).toContain('<th>年</th>')
    expect(render('3. 甲\n4. 乙')).toBe('<ol start="3">\n<li>甲</li>\n<li>乙</li>\n</ol>')
    expect(render('> ~~甲~~ **乙** *丙*')).toContain('<del>甲</del> <strong>乙</strong> <em>丙</em>')
  })

  test('with bold beside Chinese punctuation', () => {
    expect(render('他说**“好。”**就走，**你好。**再见')).toBe(
      '<p>他说<strong>“好。”</strong>就走，<strong>你好。</strong>再见</p>',
    )
    expect(render('2 ** 3 ** 4')).toBe('<p>2 ** 3 ** 4</p>')
  })

  test('with addresses that end where Chinese begins', () => {
    expect(render('见https://example.cn/list。后文')).toBe(
      '<p>见<a href="https://example.cn/list" rel="noopener noreferrer">https://example.cn/list</a>。后文</p>',
    )
  })

  test('with links out that give no handle on our page, and links within as they are', () => {
    expect(
      render('[外](http://example.cn) [内](/role-models) [附件](/media/notices/a.pdf) [信](mailto:a@example.cn)'),
    ).toBe(
      '<p><a href="http://example.cn" rel="noopener noreferrer">外</a> <a href="/role-models">内</a> <a href="/media/0123456789ab/notices/a.pdf">附件</a> <a href="mailto:a@example.cn">信</a></p>',
    )
  })

  test('with photographs in every width there is', () => {
    expect(render('![河岸](/media/many/a.webp)')).toMatch(
      /^<figure><img src="\/media\/0123456789ab\/many\/a\.webp" alt="河岸" loading="lazy" srcset="\/media\/0123456789ab\/many\/a\.webp 2000w" sizes="[^"]+" \/><\/figure>$/,
    )
  })

  test('with pictures of the content only; one by itself is a figure', () => {
    expect(render('![河岸](/media/many/a.svg "清晨 <b>六</b>点")')).toBe(
      '<figure><img src="/media/0123456789ab/many/a.svg" alt="河岸" loading="lazy" /><figcaption>清晨 六点</figcaption></figure>',
    )
    expect(render('甲![乙](/media/many/a.svg)丙')).toBe(
      '<p>甲<img src="/media/0123456789ab/many/a.svg" alt="乙" loading="lazy" />丙</p>',
    )
    expect(
      render('![x](https://example.cn/track.png)\n\n![y](data:image/png;base64,AAAA)\n\n甲![z](//example.cn/z.png)'),
    ).toMatch(/^<p>甲<\/p>$/)
  })
})

describe('nothing dangerous survives', () => {
  const attempts = [
    '<script>alert(1)</script>',
    '甲<img src=x onerror=alert(1)>乙',
    '<svg/onload=alert(1)>',
    '<iframe src="https://example.cn"></iframe>',
    '<style>*{}</style>',
    '<a href="javascript:alert(1)">x</a>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](&#106;avascript:alert(1))',
    '[x](<java\tscript:alert(1)>)',
    '[x](data:text/html,<script>alert(1)</script>)',
    '[x](vbscript:x)',
    '![x](javascript:alert(1))',
    '![a" onerror="x](/media/a/b.svg)',
    '[a](/x "onmouseover=\'x\'")',
    '[x]: javascript:alert(1)\n\n[x]',
    '<javascript:alert(1)>',
    '<div onclick="x">甲</div>',
    '<form action="/logout"><button>x</button></form>',
    '```html\n<script>alert(1)</script>\n```',
    '<<script>script>alert(1)</script>',
    '<!--><script>alert(1)</script>-->',
    '`<img onerror=x>`',
    '| <script>x</script> |\n| --- |',
    '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
  ]
  test.each(attempts)('%s', markdown => {
    const html = render(markdown)
    for (const [tag] of html.matchAll(/<[^>]*>/g)) {
      expect(tag).toMatch(
        /^<\/?(?:h[2-6]|p|a|strong|em|del|br|hr|blockquote|ul|ol|li|code|pre|table|thead|tbody|tr|th|td|figure|figcaption|img)\b/,
      )
      expect(tag).not.toMatch(/(?:href|src)="\s*(?:javascript|data|vbscript|\/\/)/i)
      expect(tag.replaceAll(/"[^"]*"/g, '')).not.toMatch(/\s(?:on\w+|style|class|id|srcset|target)=/i)
    }
  })

  test('a text nested beyond reason is shown as it was written', () => {
    expect(render(`${'>'.repeat(20_000)} <b>甲</b>`)).toMatch(/^<pre>(?:&gt;)+ &lt;b&gt;甲&lt;\/b&gt;<\/pre>$/)
  })

  // 100 KB of the first took 99 seconds; a test's own limit is the bound here.
  test.each(['*a', '\\*a', '**', '_a', '~~a', '[a](', '![', '`a``', '> ', '- ', '1. '])(
    '250 KB of %j are shown as they were written, not rendered for minutes',
    unit => {
      const text = unit.repeat(250_000 / unit.length)
      expect(isTooIntricate(text)).toBe(true)
      expect(render(text)).toMatch(/^<pre>/)
      expect(isTooIntricate(`${unit.repeat(100)}\n\n`.repeat(2500 / unit.length))).toBe(true)
    },
    5000,
  )

  test('what an editor writes is far from the bound: many links, a long table, lists inside each other, a line of stars', () => {
    const links = '- [示例](https://example.cn/a_b) **重点**\n'.repeat(150)
    const table = `| 甲 | 乙 |\n| - | - |\n${'| 一 | 二 |\n'.repeat(2000)}`
    const lists = Array.from({ length: 12 }, (_, depth) => `${'  '.repeat(depth)}- 第 ${depth} 层`).join('\n')
    const text = [links, table, lists, '*'.repeat(60), '- '.repeat(20)].join('\n\n')
    expect(isTooIntricate(text)).toBe(false)
    expect(render(text)).toContain('<strong>重点</strong>')
  })
})
