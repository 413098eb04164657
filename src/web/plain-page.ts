/** What a person reads when no page of the site can be rendered: too large, not understood, away. */
export interface PlainPage {
  title: string
  /** One or two sentences: what happened and what to do now. */
  words: string
  requestId: string
  /** What somebody has typed for nothing, to be copied. */
  kept?: readonly string[]
}

/** A whole HTML page without layout, script or database; styled by /plain.css alone. */
export function plainPage({ title, words, requestId, kept = [] }: PlainPage): string {
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="/plain.css">
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(words)}</p>
${kept.map(text => `<p><textarea readonly rows="6" aria-label="${escapeHtml(title)}">\n${escapeHtml(text)}</textarea></p>\n`).join('')}<p><a href="/">回到首页</a></p>
<p><small>请求编号：${escapeHtml(requestId)}</small></p>
</main>
</body>
</html>
`
}

/** The same as a Response, for pages and middleware. */
export function plainResponse(status: number, page: PlainPage, headers: Record<string, string> = {}): Response {
  return new Response(plainPage(page), {
    status,
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store', ...headers },
  })
}

/** Text as HTML shows it, in an element or an attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}
