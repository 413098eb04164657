import { sql } from 'kysely'
import type { Db } from '#db/schema.ts'

/** What suggestions are about, and what is wrong with it. */
export const subjects =
  '路灯 盲道 消防通道 垃圾桶 公交站牌 井盖 斑马线 非机动车道 广场舞音响 共享单车 电动车 流浪狗 健身器材 公共厕所 菜市场 施工围挡 绿化带 排水沟 红绿灯 停车位 护栏 充电桩 长椅 宣传栏 志愿服务站 图书角 无障碍坡道 外墙瓷砖 老年食堂 校门口'.split(
    ' ',
  )
export const faults =
  '坏了没人修 被占用 脏乱差 太吵 不亮 堵塞 破损 缺失 积水 建议增设 建议延长开放时间 管理不到位 堆满杂物 晚上看不清 排队太久 指示不清 希望分时段开放 气味难闻'.split(
    ' ',
  )
const hanzi =
  '的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严'

/** 20,000 sentences of words as unevenly frequent as in a language; each suggestion's text is made of some of them. */
export async function writeTexts(db: Db, count: number): Promise<void> {
  await sql`
    CREATE TEMP TABLE bench_sentence AS
    SELECT s, string_agg(word, '' ORDER BY w) || '。' AS sentence
    FROM generate_series(0, 19999) AS s, generate_series(1, 8) AS w,
      LATERAL (SELECT floor(12000 * random() ^ 3)::integer + 0 * (s + w) AS i OFFSET 0) AS drawn,
      LATERAL (SELECT substr(${hanzi}, 1 + i % 577, 1) || substr(${hanzi}, 1 + (i * 31 + i / 577 * 17) % 571, 1) || CASE WHEN i % 3 = 0 THEN substr(${hanzi}, 1 + i * 7 % 563, 1) ELSE '' END AS word) AS written
    GROUP BY s`.execute(db)
  await sql`
    CREATE TABLE bench_text AS
    SELECT n, string_agg(sentence, '') AS body
    FROM (SELECT n, floor(20000 * random() ^ 2)::integer AS s FROM generate_series(1, ${count}) AS n, LATERAL generate_series(0, 1 + n % 8) AS part) AS drawn
    JOIN bench_sentence USING (s) GROUP BY n`.execute(db)
}
