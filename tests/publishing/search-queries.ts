/**
 * What people type, and the entries that answer it (an address for a page of the site). The weights of the search were
 * set by `known`; `unseen` was written beforehand and looked at only when they stood.
 */
const known = `
斑马线 = crossing-not-yielding, one-zebra-crossing
礼让斑马线 = courteous-crossing, crossing-not-yielding
车不让人 = crossing-not-yielding
学校路口 = crossing-not-yielding
盲道 = tactile-paving-blocked
盲道被占 = tactile-paving-blocked
丽青路 = tactile-paving-blocked, liqing-lu
电动车占盲道 = tactile-paving-blocked
電動自行車 = tactile-paving-blocked
飞线充电 = stairwell-charging
楼道堆物 = stairwell-charging
楼道堆放杂物 = stairwell-charging
老旧小区 = stairwell-charging
消防通道 = fire-lanes
江边倒垃圾 = repeated-riverside-dumping
倾倒垃圾 = repeated-riverside-dumping
瓯江 = repeated-riverside-dumping, oujiang-bank
占道经营 = market-stalls-on-pavement
摆摊占人行道 = market-stalls-on-pavement
农贸市场 = market-stalls-on-pavement, dazhong-market, market-order
公厕 = accessible-toilet-out-of-use
无障碍厕所 = accessible-toilet-out-of-use
无障碍 = accessibility, public-facilities, accessible-toilet-out-of-use
公益广告破损 = worn-out-poster, criticism-worn-out-posters
通报批评 = criticism-worn-out-posters, criticism-three-overdue-cases
逾期未整改 = criticism-three-overdue-cases
金点子 = call-for-bright-ideas-2027
征集金点子 = call-for-bright-ideas-2027
巡访员 = patrol-members-wanted
招募巡访员 = patrol-members-wanted
门前三包 = winter-doorstep-action
上半年例会 = first-half-meeting
下半年工作例会 = second-half-meeting
文明委会议 = first-half-meeting, second-half-meeting
最美丽水好人 = public-notice-good-people-q3
好人公示 = public-notice-good-people-q3
表扬小园丁 = praise-summer-volunteers
第三季度通报 = praise-third-quarter
第一次做志愿者 = first-time-volunteer
怎么做志愿者 = /volunteer, first-time-volunteer
志愿者报名 = /volunteer, first-time-volunteer
做小园丁 = /volunteer, first-time-volunteer
放学后去哪里 = two-hours-after-school
少年宫 = dagangtou-village-palace, two-hours-after-school
心理辅导 = counselling-station
家长学校 = longquan-parents-school
青少年活动中心 = yanquan-activity-centre
十件小事 = ten-small-courtesies
文明礼仪 = ten-small-courtesies
胡秋兰 = hu-qiulan
周鹤鸣 = zhou-heming
青瓷 = zhou-heming, true-as-celadon
彩带 = lan-chunmei
手机课堂 = zheng-xiaoyu
教老人用手机 = zheng-xiaoyu
雷长青 = lei-changqing
梯田 = ji-shanhong, one-grain-one-mountain
山区小学 = xu-wenbin
水上救援 = qingtian-rescue-team
救援队 = qingtian-rescue-team
银发 = yanquan-silver-gardeners
撑船 = ye-shuigen
放下手机 = finish-this-page
劝酒 = less-wine-more-tea
廊桥 = shelter-is-more-than-a-bridge
江水 = the-river-remembers
噪声 = quiet-living
一粒米 = one-grain-one-mountain
节约粮食 = one-grain-one-mountain
让一步 = a-step-aside
公益广告海报 = /psa, worn-out-poster
海报下载 = /psa
投诉 = /participate/suggest
我要举报 = /participate/suggest
提建议 = /participate/suggest
查进度 = /participate/track
凭证码 = /participate/track
隐私 = /privacy
个人信息 = privacy
交警 = gongan-jiaojing
交警支队电话 = gongan-jiaojing
教育局 = jiaoyu
民政局 = minzheng
卫健委 = weijian
城管 = zonghe-zhifa
综合执法局 = zonghe-zhifa
建设局 = jianshe
景宁 = jingning
畲族 = jingning
莲都区 = liandu
龙泉市 = longquan
碧湖 = bihu-zhen, bihu-old-street
创建办 = shi-chuangjianban
banmaxian = courteous-crossing, one-zebra-crossing
huqiulan = hu-qiulan
hql = hu-qiulan
jindianzi = call-for-bright-ideas-2027
班马线 = one-zebra-crossing, crossing-not-yielding
斑码线 = one-zebra-crossing, crossing-not-yielding
`
const unseen = `
人行道被占 = market-stalls-on-pavement
菜市场 = dazhong-market, fuqian-market, market-order, 2026-market-stalls
菜场 = fuqian-market
路边摊 = market-stalls-on-pavement
乱停车 = motor-parking, parking-around-hospital, 2026-car-parks
停车秩序 = motor-parking, bicycle-parking
自行车停放 = bicycle-parking
共享单车 = bicycle-parking
消防 = xiaofang, fire-lanes
校园周边 = school-surroundings
小区物业 = residential-compounds
市容卫生 = street-environment
油烟 = quiet-living
公交车 = public-transport, 2026-bus-manners
窗口服务态度 = counter-service
志愿服务 = volunteer-service, /volunteer
处州广场 = chuzhou-square
火车站 = lishui-station
古堰画乡 = guyan-huaxiang
仙都 = xiandu-scenic
松阳 = songyang, songyang-old-street
遂昌 = suichang
庆元 = qingyuan
缙云 = jinyun
青田 = qingtian, qingtian-rescue-team
开发区 = kaifaqu
街道办 = zijin-jiedao
紫金街道 = zijin-jiedao
万象 = wanxiang-jiedao
生态环境局 = shengtai-huanjing
市场监管 = shichang-jianguan
交通局 = jiaotong-yunshu
旅游局 = wenguang-lvti
吴建平 = wu-jianping
陈雅琴 = chen-yaqin
叶水根 = ye-shuigen
季山红 = ji-shanhong
徐文斌 = xu-wenbin
郑小雨 = zheng-xiaoyu
蓝春梅 = lan-chunmei
zhengxiaoyu = zheng-xiaoyu
wjp = wu-jianping
mangdao = tactile-paving-blocked
陪孩子读书 = finish-this-page
夜里太吵 = give-night-its-quiet
把声音还给夜 = give-night-its-quiet
绿道 = oujiang-bank
教我走路 = you-taught-me-to-walk
诚信 = true-as-celadon
骑行 = ride-and-see-the-hills
網站地圖 = /sitemap
志願者 = /volunteer
`

export interface LabelledQuery {
  query: string
  /** Ids of entries, or addresses of pages of the site. */
  wanted: string[]
}

const read = (lines: string): LabelledQuery[] =>
  lines
    .trim()
    .split('\n')
    .map(line => line.split(' = '))
    .map(([query = '', wanted = '']) => ({ query, wanted: wanted.split(', ') }))

export const knownQueries = read(known)
export const unseenQueries = read(unseen)
