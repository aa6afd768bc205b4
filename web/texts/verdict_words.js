// Written by `python -m tools.docs.build` from credentials/words/; do not edit.
// code: [word, 词]
/** @type {Record<string, string[]>} */
export const HEADLINES = {
  'valid': ['Valid', '有效'],
  'invalid': ['Invalid', '无效'],
  'indeterminate': ['Cannot be confirmed', '无法确认'],
  'counts-nowhere': ['Valid, counts for nothing in {region}', '有效，在{region}不计'],
  'counts-partly': ['Valid, {count} of {total} categories count in {region}', '有效，在{region}只计 {total} 类中的 {count} 类'],
  'ended-since': ['{words}, then {end} as of {since} ({reason})', '{words}，此后自 {since} 起{end}（{reason}）'],
};
/** @type {Record<string, string[]>} */
export const CHECKS = {
  'well-formed': ['form', '格式'],
  'issuer-key': ['issuer\'s key', '签发密钥'],
  'proof': ['signature', '签名'],
  'agreement': ['agreement', '协议'],
  'authority': ['authority', '签发权限'],
  'validity-period': ['validity period', '有效期'],
  'status': ['status', '状态'],
  'freshness': ['freshness', '时效'],
  'log': ['log', '日志'],
  'recognition': ['recognition', '互认'],
  'subject': ['enterprise', '企业'],
  'verification': ['verification', '技术验证'],
  'listing': ['listings', '入库情况'],
  'refers': ['what it is about', '所指记录'],
  'sequence': ['last word', '最新意见'],
  'complete': ['signed by all', '各方签署'],
  'adopted': ['adoption', '通过情况'],
  'recomputed': ['counted again', '复算'],
  'disclosure': ['rules of disclosure', '汇总公布规则'],
  'since': ['after that', '此后'],
  'day': ['that day', '当日'],
};
/** @type {Record<string, string[]>} */
export const RESULTS = {
  'passed': ['passed', '通过'],
  'failed': ['failed', '未通过'],
  'indeterminate': ['cannot be confirmed', '无法确认'],
  'skipped': ['not checked', '未检查'],
};
/** @type {Record<string, string[]>} */
export const STANDINGS = {
  'active': ['in force', '有效'],
  'suspended': ['suspended', '暂停'],
  'superseded': ['superseded', '被取代'],
  'expired': ['expired', '已到期'],
  'not-yet-valid': ['not yet valid', '未生效'],
  'invalid': ['invalid', '无效'],
  'unclear': ['cannot be confirmed', '无法确认'],
  'annulled': ['annulled', '撤销'],
  'cancelled': ['cancelled', '取消'],
  'given-up': ['given up', '注销'],
};
/** @type {Record<string, string[]>} */
export const REASONS = {
  'complaint': ['complaint', '投诉'],
  'investigation': ['investigation', '调查'],
  'annual-check-overdue': ['yearly supervision not passed in time', '未按期通过年度监督'],
  'enterprise-request': ['at the enterprise\'s request', '企业申请'],
  'resolved': ['resolved', '问题已解决'],
  'false-material': ['false material', '材料虚假'],
  'serious-violation': ['serious violation', '严重违规'],
  'enterprise-dissolved': ['enterprise dissolved', '企业注销'],
  'issued-in-error': ['issued in error', '错误签发'],
  'renewal': ['renewal', '换发'],
  'rename': ['rename', '更名'],
  'upgrade': ['upgrade', '升级'],
  'downgrade': ['downgrade', '降级'],
  'correction': ['correction', '更正'],
  'called-off': ['does not go ahead', '不再进行'],
  'postponed': ['postponed', '延期'],
};
/** @type {Record<string, string[]>} */
export const USES = {
  'root': ['root', '根'],
  'assessment': ['assessment', '评价'],
  'publication': ['publication', '发布'],
};
/** @type {Record<string, string[]>} */
export const PARTS = {
  'technologies': ['technologies', '技术'],
  'resolutions': ['resolutions', '决议与标准'],
  'statistics': ['statistics', '统计报告'],
  'notices': ['notices', '公告'],
  'list-notices': ['list notices', '公示'],
  'numbers': ['certificate numbers', '证书编号'],
  'status-list': ['status lists', '状态列表'],
};
/** @type {Record<string, string[]>} */
export const RECORDS = {
  'capability': ['capability credential', '能力评价凭证'],
  'credit': ['credit credential', '信用评价凭证'],
  'agreement': ['agreement half', '协议签署件'],
  'key-list': ['key list', '密钥清单'],
  'status-event': ['status event', '状态事件'],
  'salvage': ['salvage list', '补救清单'],
  'manifest': ['manifest', '发布清单'],
  'status-list': ['status list', '状态列表'],
  'technology': ['technology', '技术'],
  'listing': ['listing', '入库意见'],
  'notice': ['notice', '公告'],
  'list-notice': ['list notice', '公示'],
  'resolution': ['half of a resolution', '决议签署件'],
  'standard': ['unified standard', '统一标准'],
  'report': ['statistics report', '统计报告'],
  'survey': ['survey', '自愿填报方案'],
  'survey-report': ['survey report', '自愿填报汇总'],
  'credential': ['credential', '凭证'],
  'receipt': ['receipt', '回执'],
};
/** @type {Record<string, string[]>} */
export const REGIONS = {
  'CN-AH': ['Anhui', '安徽省'],
  'CN-BJ': ['Beijing', '北京市'],
  'CN-CQ': ['Chongqing', '重庆市'],
  'CN-FJ': ['Fujian', '福建省'],
  'CN-GD': ['Guangdong', '广东省'],
  'CN-GS': ['Gansu', '甘肃省'],
  'CN-GX': ['Guangxi', '广西壮族自治区'],
  'CN-GZ': ['Guizhou', '贵州省'],
  'CN-HA': ['Henan', '河南省'],
  'CN-HB': ['Hubei', '湖北省'],
  'CN-HE': ['Hebei', '河北省'],
  'CN-HI': ['Hainan', '海南省'],
  'CN-HK': ['Hong Kong', '香港特别行政区'],
  'CN-HL': ['Heilongjiang', '黑龙江省'],
  'CN-HN': ['Hunan', '湖南省'],
  'CN-JL': ['Jilin', '吉林省'],
  'CN-JS': ['Jiangsu', '江苏省'],
  'CN-JX': ['Jiangxi', '江西省'],
  'CN-LN': ['Liaoning', '辽宁省'],
  'CN-MO': ['Macao', '澳门特别行政区'],
  'CN-NM': ['Inner Mongolia', '内蒙古自治区'],
  'CN-NX': ['Ningxia', '宁夏回族自治区'],
  'CN-QH': ['Qinghai', '青海省'],
  'CN-SC': ['Sichuan', '四川省'],
  'CN-SD': ['Shandong', '山东省'],
  'CN-SH': ['Shanghai', '上海市'],
  'CN-SN': ['Shaanxi', '陕西省'],
  'CN-SX': ['Shanxi', '山西省'],
  'CN-TJ': ['Tianjin', '天津市'],
  'CN-TW': ['Taiwan', '台湾省'],
  'CN-XJ': ['Xinjiang', '新疆维吾尔自治区'],
  'CN-XZ': ['Xizang', '西藏自治区'],
  'CN-YN': ['Yunnan', '云南省'],
  'CN-ZJ': ['Zhejiang', '浙江省'],
};
