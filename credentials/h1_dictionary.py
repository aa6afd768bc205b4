"""The frozen preset dictionary of H1, id 1: issuer-neutral, its SHA-256 pinned by a test.

DEFLATE reaches back into these bytes, so the likeliest text stands last. Never change it: a change is a new
dictionary id.
"""

_WORDS = (
    "甲临乙临丙级BBBBBBCCCCCC噪声土壤固废综合类专业类工业固体废物处理处置有机废物处理处置生活垃圾处理处置"
    "工业废气处理除尘脱硫脱硝在线监测工业废水处理农村修复危险检测咨询设计总承包运营维护"
    "重庆四川成都绵阳德阳宜宾泸州南充自贡乐山达州示例渝川蜀江北区巴南涪陵万州高新环境生态绿色水务能源工程"
    "技术服务科技发展股份集团环保有限责任公司有限公司"
    " (Example) Environmental Protection Technology Engineering Water Service Co., Ltd."
    '"legalNameEn":"","score":"9","scoreMax":"100","type":"'
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
    '"certificateNumber":"-2026-00","grade":"甲级乙级二级三级一级","scheme":"-pollution-control-facility-operation",'
    '"type":"CapabilityAssessment"},"legalName":"科技有限公司",'
    '"region":"CN-SCCN-CQ","type":"Enterprise","unifiedSocialCreditCode":"9151010091500100MA"},"id":"",'
    '"issuer":"did:web:","proof":{"@context":["https://www.w3.org/ns/credentials/v2",'
    '"https://w3id.org/huren/v1"],"created":"2026-01T09:00:00+08:00","cryptosuite":"eddsa-jcs-2022",'
    '"proofPurpose":"assertionMethod","proofValue":"","type":"DataIntegrityProof",'
    '"verificationMethod":"did:web:#assessment-1"},'
    '"type":["VerifiableCredential","CapabilityAssessmentCredential"],'
    '"validFrom":"2026-01T00:00:00+08:00","validUntil":"2029-01T00:00:00+08:00"}'
)

DICTIONARY = (_WORDS + _CREDIT + _CAPABILITY).encode("utf-8")
