"""Preset DEFLATE dictionary, id 1, for H1: the text of a QR code (docs/reference/h1.md). It names no issuer.

The likeliest text stands last, where a reference to it is shortest. Never change it: printed codes need these
bytes, and a test pins their SHA-256. Another dictionary gets a new id.
"""

_WORDS = (
    "甲临乙临丙级BBBBBBCCCCCC噪声与振动控制土壤修复固废综合类专业类工业固体废物处理处置有机废物处理处置"
    "生活垃圾处理处置危险废物水污染治理大气污染治理工业废气治理除尘脱硫脱硝在线监测工业废水处理"
    "咨询设计检测设备能源建设运营股份集团实业有限责任公司高新科技园万州涪陵巴南渝北江北重庆市四川省"
    "宜宾泸州南充自贡乐山达州德阳绵阳成都四川重庆示例绿色固废处置服务水务环境治理生态环境环境工程"
    "环境监测技术环保科技有限公司"
    "Chongqing Sichuan Chengdu Mianyang Deyang Yibin Luzhou Nanchong Jiangbei Yubei Fuling Wanzhou "
    "Equipment Energy Testing Consulting Development Group Solid Waste Treatment Water Service "
    "Ecological Environment Environmental Remediation Environmental Monitoring Technology "
    "Environmental Engineering Environmental Protection Technology Co., Ltd. (Example)"
    '","region":"CN-SC","legalNameEn":"示例","score":"9","scoreMax":"100","type":"'
)

_CREDIT = (
    '"credentialSubject":{"assessment":{"assessedOn":"2025-","certificateNumber":"","grade":"AA",'
    '"scheme":"-credit","type":"CreditAssessment"},"legalName":"'
    '"type":["VerifiableCredential","CreditAssessmentCredential"],"validFrom":"2027-'
)

_CAPABILITY = (
    '{"@context":["https://www.w3.org/ns/credentials/v2","https://w3id.org/huren/v1"],'
    '"credentialStatus":[{"statusListCredential":"https://.org.cn/status/revocation/1",'
    '"statusListIndex":"","statusPurpose":"revocation","type":"BitstringStatusListEntry"},'
    '{"statusListCredential":"https:///status/suspension/1",'
    '"statusListIndex":"","statusPurpose":"suspension","type":"BitstringStatusListEntry"}],'
    '"credentialSubject":{"assessment":{"assessedOn":"2026-","category":["生活污水处理","水","气"],'
    '"certificateNumber":"-2026-00","grade":"甲级乙级二级三级一级","scheme":"-pollution-control-facility-operation","type":"CapabilityAssessment"'
    '},"legalName":"有限公司","legalNameEn":"",'
    '"region":"CN-CQ","type":"Enterprise","unifiedSocialCreditCode":"9151010091500100MA"},"id":"",'
    '"issuer":"did:web:","proof":{"@context":["https://www.w3.org/ns/credentials/v2",'
    '"https://w3id.org/huren/v1"],"created":"2026-01T09:00:00+08:00","cryptosuite":"eddsa-jcs-2022",'
    '"proofPurpose":"assertionMethod","proofValue":"","type":"DataIntegrityProof",'
    '"verificationMethod":"did:web:#assessment-1"},'
    '"type":["VerifiableCredential","CapabilityAssessmentCredential"],'
    '"validFrom":"2026-01T00:00:00+08:00","validUntil":"2029-01T00:00:00+08:00"}'
)

DICTIONARY = (_WORDS + _CREDIT + _CAPABILITY).encode("utf-8")
