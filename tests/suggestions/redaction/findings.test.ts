import { describe, expect, test } from 'vitest'
import { coverText, findCoverable } from '#suggestions/redaction/findings.ts'
import { type CoverKind, coverWords } from '#suggestions/redaction/words.ts'
import { harmless } from '../../checks/sentences.ts'

const { cover } = coverWords
const covered = (text: string, known: string[] = []) => coverText(text, findCoverable(text, { gave: known }))

describe('what may point at the author is covered', () => {
  test.each([
    ['我是张三，电话 13800000000，住 502 室', `我是${cover('name')}，电话 ${cover('mobile')}，住 ${cover('address')}`],
    ['张三，手机１３８ ００００ ００００', `${cover('name')}，手机${cover('mobile')}`],
    ['我叫欧阳小春。', `我叫${cover('name')}。`],
    ['本人陈大文，', `本人${cover('name')}，`],
    ['家在3幢2单元501，车是浙K12345', `家在${cover('address')}，车是${cover('plate')}`],
    ['家里电话0578-2090000', `家里电话${cover('landline')}`],
    ['邮箱 zhang.san@example.com 可以回', `邮箱 ${cover('contact')} 可以回`],
    ['加我 QQ：123456789', `加我 ${cover('contact')}`],
  ])('%s', (text, expected) => {
    expect(covered(text)).toBe(expected)
  })

  test.each<[CoverKind, string[]]>([
    [
      'mobile',
      [
        ...[
          '〔一三八零零零零一二三四〕',
          '电话〔幺三八零零零零一二三四〕',
          '〔壹叁捌零零零零壹贰叁肆〕',
          '〔１３８〇〇〇〇1234〕',
          '〔138零零零零1234〕',
        ],
        ...[
          '〔138一0000一1234〕',
          '〔138,0000,1234〕',
          '〔138、0000、1234〕',
          '〔138:0000:1234〕',
          '〔138+0000+1234〕',
        ],
        ...[
          '〔138\n00001234〕',
          '〔138o0001234〕',
          '〔138****1234〕',
          '电话〔一三八零零零零一二三四〕一直打不通',
          '〔1，3，8，0，0，0，0，1，2，3，4〕',
        ],
      ],
    ],
    ['identity', ['身份证〔三三二五零一一九九零零一零一一二三四〕']],
    ['plate', ['车是〔浙K一二三四五〕']],
    ['landline', ['(〔0578)2123456〕', '（〔0578）2123456〕', '座机：〔2123456〕', '办公电话 〔2666666〕']],
    [
      'contact',
      ['〔wx: zhangsan88〕', '〔V:zhangsan88〕', '〔扣扣123456789〕', '〔zhang at b.cn〕', '〔zhang @ qq . com〕'],
    ],
    [
      'name',
      [
        ...[
          '我叫〔明小花〕',
          '我是〔明小花〕，',
          '我是〔兰小花〕',
          '我是〔阿依古丽·买买提〕。',
          '我是〔张建國〕',
          '我叫〔Tom Smith〕',
          '我姓〔张〕，请回复',
        ],
        ...[
          '签名：〔王建国〕',
          '业主〔王建国〕反映',
          '住户〔王建国〕',
          '我（〔王建国〕）',
          '我爸〔张建国〕',
          '丈夫〔李建国〕',
          '我是〔王小明〕妈妈',
        ],
        ...['请尽快修好。\n此致敬礼\n〔张三〕', '谢谢！\n〔王建国〕\n2026年11月'],
      ],
    ],
    [
      'address',
      [
        ...[
          '〔502房〕',
          '〔502号房〕',
          '住〔3-502〕',
          '白云小区〔3-502〕',
          '〔3-502〕业主',
          '〔5-2-502〕',
          '〔3#502〕',
          '〔3号502〕',
        ],
        ...['〔五百零二室〕', '水阁〔村十二号〕', '我住白云小区〔3幢〕'],
      ],
    ],
  ])('%s, however it is written', (kind, marked) => {
    for (const each of marked) {
      const text = each.replaceAll(/[〔〕]/g, '')
      expect([text, covered(text)]).toEqual([text, each.replace(/〔[^〕]*〕/, cover(kind))])
    }
  })

  test.each([
    '大猷街盲道上停满电动车，早高峰七点到八点半，盲道整段被占。',
    '我是黄浦小区业主，每天早上都这样',
    '我是金地小区的住户',
    '打了12345，说三天内答复',
    '我是明天才能到现场的，请改天',
    '我是云和县人，来丽水打工',
    '我叫了物业，物业说归城管',
    '我叫他们来修，三天没人来',
    '白云小区3幢楼下的垃圾桶满了',
    '3路、5-8路公交11月3号502路改道',
    '共五百零二户居民，停电三次',
    '早上7:30-8:30，下午13:30、14:00最堵',
    '从13:00到15:30，8:00前没人',
    '总投资1380万元，其中13900户受益',
    '原来收130元、1400元，现在乱收',
    '一、三、五号路灯不亮，二、四、六号也暗',
    '2026年11月30日9点15分在解放街和中山街路口',
    '业主反映多次，物业说安排人来',
    '我家孩子上学要过马路，爸爸妈妈都很担心',
    '邻居高空抛物，儿子马上放学',
    '谢谢！\n希望尽快解决',
    '第3-502号文件说的，3.502平方米',
    '路灯杆号 LD-3-1203 和 12-045 都不亮',
  ])('nothing is found in “%s”', text => {
    expect(findCoverable(text)).toEqual([])
  })

  test('the name that the author gave is covered wherever it stands, a word for everybody is not', () => {
    expect(covered('李四家的狗很凶', ['李四'])).toBe(`${cover('name')}家的狗很凶`)
    expect(covered('李　四家的狗很凶', ['李四'])).toBe(`${cover('name')}家的狗很凶`)
    expect(covered('热心市民希望改一改', ['热心市民'])).toBe('热心市民希望改一改')
    expect(covered('一位市民、某某、匿名', ['匿名'])).toBe('一位市民、某某、匿名')
  })

  test.each([
    ['阿依古丽', '阿依古丽家门口'],
    ['阿依古丽·买买提', '阿依古丽买买提家'],
    ['阿依古丽·买买提', '买买提家'],
    ['明小花', '明小花反映：路灯坏了'],
    ['安静', '请到安静家看'],
    ['Tom Smith', 'tom smith来过'],
    ['Tom Smith', '找 Smith 就行'],
    ['张三丰', '張三丰家'],
    ['張三丰', '张三丰家'],
    ['张三丰', '我是三丰'],
    ['我是张三', '到张三家'],
    ['张三先生', '到张三家'],
    ['0578-2123456', '打二一二三四五六'],
    ['0578-2123456', '打212-3456就行'],
    ['13800001234', '打138.0000，1234'],
  ])('of who gave %s, “%s” is covered', (gave, text) => {
    expect(covered(text, [gave])).toContain('■■')
  })

  test('a part of a name is no part of another word', () => {
    expect(covered('Tomorrow 再来，一张纸', ['Tom Li'])).toBe('Tomorrow 再来，一张纸')
    expect(covered('一张纸', ['张'])).toBe('一张纸')
    expect(covered('建国路的路灯', ['王建国'])).toBe('建国路的路灯')
  })

  test('what the newsroom need not look at, a clerk need not either', () => {
    const found = harmless.filter(text => findCoverable(text).some(({ kind }) => kind !== 'landline'))
    expect(found).toEqual([])
  })

  test('what touches is covered once', () => {
    const text = '甲乙丙丁'
    const ranges = [
      { kind: 'name' as const, start: 0, end: 2 },
      { kind: 'other' as const, start: 1, end: 3 },
    ]
    expect(coverText(text, ranges)).toBe(`${cover('name')}丁`)
  })
})

describe('what everybody will read', () => {
  const coveredForAll = (text: string) => coverText(text, findCoverable(text, { doors: true }))

  test.each([
    '幸福弄〔18号〕',
    '紫荆路〔9号2幢〕',
    '紫荆路〔９号２幢３０１室〕旁边堆物',
    '解放街〔 12-3 号〕',
    '丽阳坊〔3号之2〕的老人',
    '白云小区〔12号〕门口',
    '大洋路〔一百二十号〕旁边',
    '城东大道〔5号〕',
    '永安里〔7号〕',
    '门牌〔18号〕的院子',
    '门牌号是〔18〕',
    '〔18号〕门牌掉了',
  ])('goes without the number of a house: %s', marked => {
    const text = marked.replaceAll(/[〔〕]/g, '')
    const expected = marked.replace(/〔 ?[^〕]*〕/, found => (found[1] === ' ' ? ' ' : '') + cover('address'))
    expect(coveredForAll(text)).toBe(expected)
    // Units find the place by it.
    if (!/３０１/.test(text)) expect(findCoverable(text)).toEqual([])
  })

  test.each([
    '国道330和省道222交叉口',
    '国道330号、222号省道',
    '地铁人民路3号线、2号线',
    '市行政中心5号楼',
    '中心医院3号楼前的斑马线',
    '解放街3号楼灯不亮',
    '公园路2号门进不去',
    '大猷街12号灯杆、3号井',
    '这里3号、店里5号开会',
    '11月3号在花园路',
    '5路、12路公交每20分钟一班',
    '花园路与大洋路路口',
    '丽阳街2026年11月改造',
  ])('leaves “%s” alone', text => {
    expect(findCoverable(text, { doors: true })).toEqual([])
  })
})
