// Written by `python -m tools.docs.build` from credentials/documents/works/member_labels.py; do not edit.
// code: [word, 词]
import { REGIONS } from './verdict_words.js';

/** @type {Record<string, string[]>} */
const AVERAGING = {
  'instant': ['at one moment', '瞬时值'],
  'hour': ['over an hour', '小时均值'],
  'day': ['over a day', '日均值'],
  'batch': ['of a batch', '批次值'],
};
/** @type {Record<string, string[]>} */
const DECISION = {
  'joins': ['joins the listing', '联合入库'],
  'objects': ['objects to the listing', '提出异议'],
  'withdraws': ['withdraws what it said', '撤回意见'],
};
/** @type {Record<string, string[]>} */
const EVIDENCE_KIND = {
  'application': ['application', '申报材料'],
  'expert-opinion': ['opinion of experts', '专家意见'],
  'monitoring-report': ['monitoring report', '监测报告'],
  'acceptance-report': ['acceptance report', '验收报告'],
  'week-log': ['log of a week\'s operation', '连续一周运行记录'],
  'user-opinion': ['opinion of a user', '用户意见'],
  'verification-plan': ['verification plan', '验证方案'],
  'verification-report': ['verification report', '验证报告'],
  'verification-statement': ['verification statement', '验证声明'],
  'photograph': ['photograph', '照片'],
  'award': ['award', '获奖证明'],
  'standard': ['standard', '标准文本'],
};
/** @type {Record<string, string[]>} */
const FORM = {
  'process': ['process', '工艺'],
  'equipment': ['equipment', '装备'],
  'material': ['material', '材料'],
  'monitoring': ['monitoring', '监测'],
  'service': ['service', '服务'],
  'software': ['software', '软件'],
};
/** @type {Record<string, string[]>} */
const GAS_STATE = {
  'dry-standard': ['dry, at 0 °C and 101.325 kPa', '标准状态干基'],
  'wet-standard': ['wet, at 0 °C and 101.325 kPa', '标准状态湿基'],
  'actual': ['as it is', '实际状态'],
};
/** @type {Record<string, string[]>} */
const ITEMS_DECISION = {
  'adopted': ['adopted', '通过'],
  'rejected': ['rejected', '未通过'],
  'noted': ['noted', '知悉'],
};
/** @type {Record<string, string[]>} */
const KEPT_BY = {
  'association': ['the association', '协会'],
  'holder': ['the enterprise', '企业'],
};
/** @type {Record<string, string[]>} */
const KIND = {
  'event': ['event', '活动'],
  'call': ['call', '征集'],
  'need': ['technology wanted', '技术需求'],
  'standard-draft': ['draft of a standard', '标准征求意见'],
  'plan': ['plan', '规划'],
};
/** @type {Record<string, string[]>} */
const MATURITY = {
  'bench': ['bench scale', '小试'],
  'pilot': ['pilot scale', '中试'],
  'demonstrated': ['demonstrated', '已示范'],
  'widely-used': ['widely used', '广泛应用'],
};
/** @type {Record<string, string[]>} */
const MEASURE = {
  'outlet': ['outlet', '出口'],
  'removal': ['removal', '去除率'],
  'capacity': ['capacity', '处理规模'],
  'other': ['other', '其他'],
};
/** @type {Record<string, string[]>} */
const MEDIA = {
  'water': ['water', '水'],
  'air': ['air', '大气'],
  'solid-waste': ['solid waste', '固体废物'],
  'soil': ['soil', '土壤'],
  'groundwater': ['groundwater', '地下水'],
  'noise': ['noise', '噪声'],
  'vibration': ['vibration', '振动'],
  'radiation': ['radiation', '辐射'],
  'odour': ['odour', '恶臭'],
  'ecology': ['ecology', '生态'],
  'monitoring': ['monitoring', '监测'],
  'resource-recovery': ['resource recovery', '资源化利用'],
  'carbon': ['carbon', '减污降碳'],
};
/** @type {Record<string, string[]>} */
const QUESTIONS_UNIT = {
  'wan-yuan': ['10,000 CNY', '万元'],
  'persons': ['persons', '人'],
  'items': ['items', '项'],
  'tonnes': ['tonnes', '吨'],
  'wan-kwh': ['10,000 kWh', '万千瓦时'],
};
/** @type {Record<string, string[]>} */
const REFERS_KIND = {
  'agreement': ['agreement text', '协议文本'],
  'scheme': ['scheme', '评价办法'],
  'technology': ['technology', '技术'],
  'standard': ['standard', '标准'],
  'report': ['report', '统计报告'],
  'survey': ['survey', '自愿填报方案'],
  'document': ['document', '文件'],
};
/** @type {Record<string, string[]>} */
const RIGHTS_KIND = {
  'invention': ['patent for an invention', '发明专利'],
  'utility-model': ['utility model', '实用新型专利'],
  'design': ['design', '外观设计专利'],
  'software': ['software copyright', '软件著作权'],
  'trade-secret': ['trade secret', '技术秘密'],
};
/** @type {Record<string, string[]>} */
const ROLE = {
  'claimed': ['claimed', '申报值'],
  'tested': ['tested', '实测值'],
};
/** @type {Record<string, string[]>} */
const TARGET = {
  'cod': ['COD', '化学需氧量'],
  'bod5': ['BOD5', '五日生化需氧量'],
  'ss': ['suspended solids', '悬浮物'],
  'ammonia-nitrogen': ['ammonia nitrogen', '氨氮'],
  'total-nitrogen': ['total nitrogen', '总氮'],
  'total-phosphorus': ['total phosphorus', '总磷'],
  'oil': ['oil and grease', '石油类和动植物油'],
  'anionic-surfactants': ['anionic surfactants', '阴离子表面活性剂'],
  'fluoride': ['fluoride', '氟化物'],
  'cyanide': ['cyanide', '氰化物'],
  'phenol': ['volatile phenols', '挥发酚'],
  'sulfide': ['sulfide', '硫化物'],
  'salinity': ['dissolved salts', '溶解性总固体'],
  'ph': ['pH', '酸碱度'],
  'turbidity': ['turbidity', '浊度'],
  'colour': ['colour', '色度'],
  'coliforms': ['faecal coliforms', '粪大肠菌群'],
  'so2': ['sulfur dioxide', '二氧化硫'],
  'nox': ['nitrogen oxides', '氮氧化物'],
  'pm': ['particulate matter', '颗粒物'],
  'pm2-5': ['fine particulate matter', '细颗粒物'],
  'vocs': ['volatile organic compounds', '挥发性有机物'],
  'nmhc': ['non-methane hydrocarbons', '非甲烷总烃'],
  'benzene': ['benzene series', '苯系物'],
  'hydrogen-sulfide': ['hydrogen sulfide', '硫化氢'],
  'ammonia': ['ammonia', '氨'],
  'hydrogen-chloride': ['hydrogen chloride', '氯化氢'],
  'carbon-monoxide': ['carbon monoxide', '一氧化碳'],
  'dioxins': ['dioxins', '二噁英类'],
  'odour': ['odour concentration', '臭气浓度'],
  'carbon-dioxide': ['carbon dioxide', '二氧化碳'],
  'methane': ['methane', '甲烷'],
  'mercury': ['mercury', '汞'],
  'cadmium': ['cadmium', '镉'],
  'lead': ['lead', '铅'],
  'arsenic': ['arsenic', '砷'],
  'chromium': ['total chromium', '总铬'],
  'chromium-vi': ['hexavalent chromium', '六价铬'],
  'nickel': ['nickel', '镍'],
  'copper': ['copper', '铜'],
  'zinc': ['zinc', '锌'],
  'petroleum-hydrocarbons': ['petroleum hydrocarbons', '石油烃'],
  'pahs': ['polycyclic aromatic hydrocarbons', '多环芳烃'],
  'moisture': ['moisture', '含水率'],
  'loss-on-ignition': ['loss on ignition', '热灼减率'],
  'recovery': ['material recovered', '资源回收'],
  'noise': ['noise', '噪声'],
  'vibration': ['vibration', '振动'],
  'vegetation-cover': ['plant cover', '植被覆盖度'],
  'radon': ['radon', '氡'],
  'sludge': ['sludge', '污泥'],
};
/** @type {Record<string, Record<string, string[]>>} */
export const MEMBER_LABELS = {
  'averaging': AVERAGING,
  'decision': DECISION,
  'evidence.kind': EVIDENCE_KIND,
  'form': FORM,
  'gasState': GAS_STATE,
  'items.decision': ITEMS_DECISION,
  'keptBy': KEPT_BY,
  'kind': KIND,
  'maturity': MATURITY,
  'measure': MEASURE,
  'media': MEDIA,
  'questions.unit': QUESTIONS_UNIT,
  'refers.kind': REFERS_KIND,
  'region': REGIONS,
  'rights.kind': RIGHTS_KIND,
  'role': ROLE,
  'target': TARGET,
  'targets': TARGET,
};
