/** What the server itself says when no page can: a title and a sentence each. */

/** The request cannot be read. */
export const notUnderstood = {
  title: '网址写错了',
  words: '这个网址里有浏览器和服务器都读不懂的符号，请检查后重试。',
}
/** The address is too long. */
export const tooLong = {
  title: '写得太长了',
  words: '这个网址太长，服务器收不下。要找什么，写几个词就够，60 个字以内。',
}
/** An error that nobody expected. */
export const failedWords = {
  title: '页面出了点问题',
  words: '这是我们的问题，不是你的。请过一会儿再试；刚才填的内容，用浏览器的“后退”多半还在。',
}
/** It did not arrive in time. */
export const tooSlow = {
  title: '传得太慢了',
  words: '等了很久还没有收全，这次没有保存。请在信号好一些的地方再试。',
}
/** The lines before the body are too long. */
export const tooMuchHead = {
  title: '浏览器带来的东西太多了',
  words:
    '浏览器随这次访问带来的信息（多半是 Cookie）太多，服务器收不下。请在浏览器的设置里清除本站的数据，再打开这个网址。',
}
