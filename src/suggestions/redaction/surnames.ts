/**
 * Surnames as 百家姓 has them, and those of today that it lacks. The checks of the newsroom know fewer: there each false
 * find costs an editor's time, here a clerk looks once more.
 */
const all = `
赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅
皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫
经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符
刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容
向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公
兰肖闫付覃涂占练吾留阳官佘粟冼仉操麦佟岳商牟哈仝海帅亢况揭苑原邸冶衣展初矫战修郇辜仵漆青区鹿来代楚丛鄢隋税檀谌卿由尧麦缑邝植苟邸晋蹇苌粘谯笪银敬豆庹才信沐撒门令母但昂
`
/** Words of every day: a name only after 我叫, never after 我是. */
const everyday = new Set(
  '水云花时乐平和计强路支经干单家封车全班从能双通边别充连满国广东利越师那空养须后相红权益公商海展初修战青区来代由信门令母但才税豆银敬原成祖印宿怀党劳幸农都步居终古文容向习井曲松',
)
const characters = [...new Set(all.replaceAll(/\s/g, ''))]

/** After words that name somebody. */
export const surnames = characters.join('')
/** After words that may begin any sentence. */
export const plainSurnames = characters.filter(character => !everyday.has(character)).join('')

/** What begins as a name could after 我叫 or 我是, and is none. */
export const noNames: ReadonlySet<string> = new Set(
  `
明天 明白 明年 明确 明显 明明 明知 明亮 明日 明早 明晚 明星 云和 景宁 松阳 青田 缙云 平时 成都 乐清 和平 水阁 花园 路人 家长 家住 家在 车主 全家 全职
东边 东西 国企 广告 双职 红十 公司 公务 公益 商户 商家 海归 来自 来这 党员 农民 文员 文科 居民 居委 晋级 晋江 荣获 荣幸 敬老 单位 单身 单亲 华东 华侨 华为
康复 齐全 平台 平民 平常 计划 戴着 强烈 盛夏 宣传 杭州 洪涝 荣军 乌黑 巴士 牧民 山区 仰望 秋天 伊始 薄弱 冀望 边上 通过 通勤 连续 连夜 习惯 艾滋 鱼贩 易拉 满意
沙发 丰收 关于 查询 查过 游客 盖章 衣服 衣食 岳父 岳母 战士 那里 那个 那边 况且 苑里 原来 原先 原告 初中 初一 初二 初三 修车 修路 海鲜 青年 青少 区里 代表 代理 信访
皮革 元旦 贝壳 谈话 屈才 席位 危房 危险 颜色 支持 经常 经营 经过 干部 干活 房东 房主 应聘 宗教 单独 甘愿 甘心 索要 能不 闻到 申办 扶贫 牛奶 寿险 温岭 别人 别的
充电 连锁 容易 向着 古城 终于 步行 都是 都在 国家 广场 越来 师范 师傅 空调 空巢 养老 养狗 后来 后面 相信 红色 权利 益阳 公共 公交 乡镇 乔迁 班车 班主 暴雨 雍景
`
    .trim()
    .split(/\s+/),
)

/** What an author puts where a name is asked who does not want to give one. */
const everybody =
  /^(?:我是|一[个名位]|热心|普通|附近|本地|当地|路过|匿名|无名|佚名|保密|隐名|不愿|不便|透露|留名|姓名|名字|丽水|老百姓|百姓|市民|公民|群众|居民|村民|农民|业主|住户|路人|过路|行人|游客|网友|用户|家长|学生|老师|司机|商户|店主|朋友|先生|女士|小姐|同志|代表|某|无|没有|不|的|者|人|[x×*＊_.-])+$/i

/** Whether what was given as a name could be anybody's: 热心市民, 匿名, 某某. */
export const isForEverybody = (name: string): boolean => everybody.test(name)
