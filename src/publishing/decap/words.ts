import type { Hanging, HangingKind } from '../edition/hanging.ts'
import type { ReviewMove } from './protocol.ts'
import { formatMoment } from '#calendar/lishui.ts'

const atMoment = (at: Date): string => formatMoment(at, new Date())

/** The moves of the three reviews (三审), as buttons and sentences name them. */
export const moveWords: Record<ReviewMove, string> = {
  submission: '提交审核',
  'first-review': '初审',
  'second-review': '复审',
  publication: '终审',
  return: '退回',
}

/** What of the database hangs on a unit or a contest, and what is done about it first. */
const hangingWords: Record<HangingKind, { is: (count: number) => string; first: string }> = {
  suggestions: { is: count => `${count} 件建言还在它手里办`, first: '办结或者改派' },
  officers: { is: count => `${count} 名联络员在它名下`, first: '把联络员换到别的单位' },
  rises: { is: count => `上报规则里有 ${count} 处写着它`, first: '改上报规则' },
  records: { is: count => `${count} 件公开答复署着它的名字`, first: '保留它，名称变了就改名称' },
  entries: { is: count => `${count} 件建言参加了它`, first: '保留它，征集的结果一直公开' },
  applications: { is: count => `${count} 件荣誉申报还没有办完`, first: '办完或者撤回申报' },
  reports: { is: count => `${count} 份任务进展还等着创建办定`, first: '采用或者退回这些进展' },
}

/** What the gateway and the reviews answer when they do not do what was asked. */
export const gatewayWords = {
  notSignedIn: '登录已过期，请重新登录。文字还在编辑器里。',
  unavailable: '数据库暂时连不上，这一步没有办成。请一两分钟后再试。',
  gitTrouble:
    '内容仓库暂时不能读写，这一步没有办成，文字还在编辑器里。不是你操作有误：请过几分钟再试，一直这样，请告诉运维人员。',
  failed: '服务器出了差错，这一步没有办成，文字还在编辑器里。请再试一次；还是不行，请告诉运维人员。',
  damaged: (why: string) =>
    `这一篇的文件已损坏，编辑器打不开：${why}。请到“全部内容”的“有差错”里修改，或者从历史里恢复旧版。`,
  damagedInDraft: (why: string) =>
    `这份草稿的文件编辑器打不开：${why}。请在推送它的地方改好；不要了，请在“进度”里删去。`,
  damagedDraft: '草稿的文件已损坏或有没填对的地方，不能发布。请退回，让撰稿人改好再送审。',
  sharedAway: '内容仓库暂时连不上，这一步没有办成，文字还在编辑器里。请一两分钟后再试。',
  locked: '内容仓库正被别的程序占着，这一步没有办成，你写的还在。请过一会儿再试；一直这样，请告诉运维人员。',
  sharedDeclined: '内容仓库不接受这次保存，文字还在编辑器里。请联系运维人员，日志里有原因。',
  badRequest: '编辑器的这个请求看不懂，什么都没有改。请刷新页面再试。',
  badPath: '文件的位置不合要求，什么都没有改。',
  tooLarge: (megabytes: number) => `一次保存的内容超过 ${megabytes} MB。请减少图片，大文件请放入文件库。`,

  notForRole: (needed: string) => `这一步只有${needed}能做。`,
  hasDraft: '这一篇已经有一份草稿，请先把那一份发布或删除。',
  othersDraft: '这份草稿是别人写的。通讯员只能看和改自己的草稿。',
  onlyBeganOrPublisher: '只有起草的人和签发人能删除这份草稿。',
  mayNotBegin: '新建条目由通讯员或签发人来做。',

  notFound: '没有找到这份草稿，可能已经发布或删除。',
  deletedGone: '没有找到这份删去的草稿：可能已经恢复，或者已过三十天。',
  fileNotFound: '没有找到这个文件，可能已经撤下。',
  takenBy: (id: string, path: string) => `编号“${id}”已经用在 ${path}，先有的那一篇保留，这一篇请换一个编号。`,
  taken: (id: string) => `编号“${id}”已经有了，请换一个。`,
  stale: (by: string, at: Date) => `${by}在 ${atMoment(at)} 改过这一篇，你看到的不是现在的版本。`,
  staleGone: (by: string, at: Date) => `${by}在 ${atMoment(at)} 把这一篇撤下或删除了，你的文字没有保存。`,
  staleMain: (by: string, at: Date) => `这份草稿开始之后，${by}在 ${atMoment(at)} 发布了另一处修改。`,
  moved: '有人刚刚改过这份草稿，请刷新后再看一遍。',
  conflict: (by: string, at: Date) =>
    `这份草稿开始之后，${by}在 ${atMoment(at)} 发布了同一篇的修改，直接发布会把它盖掉。请退回草稿，让撰稿人对照现在的版本再存一次。`,

  sameAuthor: (move: string) => `你写过或改过这一稿，${move}要由别人来做。`,
  namedByPush: (move: string) => `这一稿里有从编辑器外推送的改动署着你的名字，${move}要由别人来做。`,
  foreignFiles: (paths: readonly string[]) =>
    `这一稿还改了不属于这一篇的文件（${paths.join('、')}），不能往下走。请删去这份草稿，在编辑器里分篇重写。`,
  sameReviewer: (move: string) => `三审由三个人分别把关，你已经审过这一稿，不能再做${move}。`,
  stepMissing: {
    submission: '这份稿子还没有提交审核。',
    'first-review': '这份稿子还没有通过初审。',
    'second-review': '这份稿子还没有通过复审。',
  },
  unopened: '先打开这一稿看过再审：请到“审核”里点开这一篇，看过现在的文字和图片，再办这一步。',
  alreadyDone: (move: string) => `这份稿子的${move}已经做过了。`,
  unfinished: (lines: readonly string[]) =>
    `这一篇还没写完，还有 ${lines.length} 处要补或要改：${lines.join('；')}。已经写的都保存着。`,
  waitsForRest: '还没写完，等撰稿人补齐',
  inReview: '这份稿子已经提交审核了。',
  noteOfOwn: '你写过这一稿，意见由审核的人来写。',
  noteGone: '没有找到这条意见，可能已经办结。',
  noSuchField: '请选一项',
  reasonMissing: '请写明退回的理由。',
  returnedInEditor: '在编辑器里退回，没有另写理由',
  reviewsInOrder: '初审、复审请到“审核”页面去做：先初审，再由另一位审核员复审。',
  waits: {
    submission: '等撰稿人提交审核',
    'first-review': '等审核员初审',
    'second-review': '等另一位审核员复审',
    publication: '等签发人终审',
  },
  waitsButNotYou: (waits: string, why: string) => `${waits}。${why}`,

  settingsStay: '网站设置不能删除。',
  pictureOfOther: (src: string, owner: string) =>
    `这一稿换掉了 ${src}，而已经审定的 ${owner} 也用它。请另传一张图片，不要用同一个文件名。`,
  resultFallen:
    '这份通报是按一次考评的结果写的，那次考评已经作废，不能发布。请删去这一稿，要发的按现在的结果另写一份。',
  removalByReviews: '已经发布的内容不能直接删除：请写明理由，经三审后再撤下。',
  removalUnderWay: '这一篇正在办理撤下。要继续修改，请先到“审核”里删去撤下的稿子，再改。',
  removalWithoutReason: '撤下这一篇没有写理由。请删去这份稿子，在“全部内容”里按“撤下”，写明理由重新送审。',
  heldOnMain:
    '这一篇在仓库里被删掉或改过，没有经过三审，读者看到的仍是审定的那一稿。请先在“未经三审的内容”里恢复原样或转成草稿，再办撤下。',
  noteStays: '曝光和通报批评不能删得不留痕迹：原来的网址上要留下撤下的日期和理由，直到原定的撤下日期。',
  requiredStay: '网站离不开这一篇，不能删除，只能修改。',
  stillUsed: (path: string, by: string) => `“${path}”还用在 ${by} 里，不能删除。`,
  stillHangs: (hanging: readonly Hanging[]) =>
    `还不能撤下：${hanging.map(({ kind, count }) => hangingWords[kind].is(count)).join('，')}。请先${hanging.map(({ kind }) => hangingWords[kind].first).join('；')}。`,
  referenceMissing: (label: string, what: string) => `${label}：找不到${what}。`,

  mediaFolder: '图片和文件只能放在本栏目的文件夹里，文件名只用文字、数字、点、下划线和连字符。',
  mediaType: '只收图片（JPG、PNG、WebP、SVG）和 PDF、Word、Excel、ZIP 文件。',
  notWhatItSays: (name: string) => `“${name}”的内容和扩展名不符，可能是改过名字的文件。`,
  brokenPicture: (name: string) => `“${name}”打不开，可能已经损坏。`,
  tooManyPixels: (name: string) => `“${name}”的像素太多（超过 5000 万），请缩小后再传。`,
  pictureTooLarge: (name: string, megabytes: number) => `“${name}”超过 ${megabytes} MB。`,
  badDrawing: (name: string) => `“${name}”不是能放上网页的 SVG 图。`,
  storedFileGone: (address: string) => `文件库里没有 ${address}，或者它已经撤下，或者不是你能用的。请重新选一个文件。`,
  mediaLost: (name: string) => `“${name}”没有传上来，请重新选择这张图片。`,

  messages: {
    save: (label: string, title: string) => `修改${label}：${title}`,
    begin: (label: string, title: string) => `起草${label}：${title}`,
    move: (move: string, title: string) => `${move}：${title}`,
    takeBack: (title: string) => `撤回送审：${title}`,
    remove: (label: string, title: string) => `要撤下${label}：${title}`,
    undelete: (title: string) => `恢复删去的草稿：${title}`,
    takeDown: (what: string) => `撤下：${what}`,
    upload: (name: string) => `上传：${name}`,
    notDue: (title: string) => `到时没有通过发布前的检查，放回原来的：${title}`,
    putBack: (title: string) => `未经三审，放回审定的版本：${title}`,
    madeDraft: (title: string) => `由未经三审的内容转成草稿：${title}`,
  },
} as const
