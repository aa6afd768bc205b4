"""Codes of the desk in the order in which the rules apply, each with its sentence in English and Chinese."""

from credentials.words.closed_lists import Labels

AGAINST: Labels = {
    "no-decision": ("No plan and statements cover this record.", "没有与这条记录对应的方案和表态。"),
    "wrong-document": ("The content is not what was decided.", "内容与表态时的不一致。"),
    "created-ahead": ("The time of signing lies in the future.", "签署时间晚于现在。"),
    "before-plan": ("The time of signing is before the plan.", "签署时间早于方案。"),
    "people-missing": (
        "A newer people list is known and not here: import it first.",
        "已知有更新的人员名单，但本机没有：请先导入。",
    ),
    "people-unanchored": ("The root key does not name this people list.", "这份人员名单未经根密钥确认。"),
    "people-expired": (
        "The people list has expired; it can decide only its own renewal.",
        "人员名单已过期，只能用来决定名单的换发。",
    ),
    "not-a-subset": (
        "This plan is not the earlier plan with rows taken out in order.",
        "这份方案不是原方案按原次序减去若干行的结果。",
    ),
    "stock-used": (
        "The opening stock of this scheme has been entered already.",
        "该评价标准的存量已经录入过，不能再录。",
    ),
    "notice-missing": ("This plan needs a notice and names none.", "这份方案须先公示，方案中没有公示。"),
    "stored": ("The records are stored; they are not signed again.", "记录已经入库，不再签署。"),
    "plan-replaced": ("A newer plan has replaced this one.", "已有新方案取代这份方案。"),
    "plan-overtaken": (
        "A plan to suspend or revoke the same credential goes first.",
        "同一证书的暂停或撤销方案优先，这份方案暂不能签署。",
    ),
    "other-plan-open": (
        "Another plan on the same credential, key list, people list or agreement is open.",
        "同一对象已有另一份未办结的方案。",
    ),
    "plan-expired": ("The plan has expired.", "方案已过有效期。"),
    "rejected": ("Somebody has rejected the plan.", "有人否决了这份方案。"),
    "returned": ("Somebody has returned the plan or rows of it.", "有人退回了这份方案（或其中若干行）。"),
    "no-maker": ("Nobody stands as the plan's maker.", "方案还没有经办人。"),
    "too-few": ("Too few persons have decided.", "表态人数不足。"),
    "chair-missing": ("No chair has decided yet.", "还缺一位负责人表态。"),
    "before-statement": ("The time of signing is before a statement it needs.", "签署时间早于必需的表态。"),
    "clock": (
        "The signing machine's clock is before the export, or more than 7 days after it.",
        "签署机的时钟早于导出时间，或晚于导出七天以上。",
    ),
    "not-before": ("The plan's first day has not come.", "未到方案规定的日期。"),
    "item-missing": ("No item of the newest notice matches it.", "最新一版公示中没有与之相符的项目。"),
    "notice-open": ("The notice period is not over.", "公示期未满。"),
    "objection-open": ("An objection to this item is not settled.", "对该项的异议尚未办结。"),
}
"""Reasons against signing; the first that applies is given."""

ASIDE: Labels = {
    "wrong-plan": ("It is about another plan.", "针对的是另一份方案。"),
    "ahead": ("It is dated more than 5 minutes ahead.", "表态时间晚于现在五分钟以上。"),
    "out-of-time": ("It is dated outside the plan's time.", "表态时间不在方案有效期内。"),
    "unknown-list": (
        "It names a people list outside the chain, or a newer one than the one in force.",
        "所依据的人员名单不在名单序列中，或比现行名单更新。",
    ),
    "not-in-list": ("The person is not in the list in force.", "此人不在现行人员名单中。"),
    "association-key": ("It was made with a key of the association.", "用的是协会的签名密钥。"),
    "key-not-listed": ("Its key is not in the list in force.", "所用密钥不在现行人员名单中。"),
    "out-of-term": ("The person's term did not cover that day.", "表态时不在任期内。"),
    "auditor": ("Auditors do not decide.", "监督员不参与决定。"),
    "removed-by-plan": ("The plan removes this person.", "方案正要移除此人。"),
    "own-plan": ("Whoever made the plan cannot approve it.", "经办人不能审批自己经办的方案。"),
    "seat-taken": ("Another person has taken over as maker.", "经办人已由他人接替。"),
}
"""Reasons for which a statement does not count; the first that applies is given."""

CHECKED: Labels = {
    "decided": ("A decision covers it.", "每条记录均有相应决定。"),
    "decided-after": (
        "Done first, decided afterwards by as many as its class asks.",
        "先行办理，事后已按规定人数补作决定。",
    ),
    "undecided": ("No decision covers it.", "没有相应决定。"),
    "edited": ("A file was edited; its signature fails.", "文件被改动，签名不符。"),
    "people-unanchored": ("The root key does not name this people list.", "这份人员名单未经根密钥确认。"),
    "statement-dropped": ("A statement is missing.", "缺少一份表态。"),
}
"""Answers about a record, re-checked from a folder."""

LISTS: Labels = {
    "policy-unsatisfiable": (
        "Some operation could not be decided under this list.",
        "按此名单，部分事项无人能办。",
    ),
    "alone-not-one": (
        "`alone` is only for a list with one person who may decide.",
        "“单人”只适用于仅有一人可决定的名单。",
    ),
    "key-twice": ("One key stands under two entries.", "同一密钥出现两次。"),
    "valid-too-long": ("It is valid for more than 180 days.", "有效期超过180天。"),
}
"""Reasons to refuse a people list; the first that applies is given."""

PROOFS: Labels = {
    "key-kind": (
        "The people list has this key as a passkey, or as a key file: the proof is of the other kind.",
        "人员名单所列密钥的类别（通行密钥或密钥文件）与证明不符。",
    ),
    "form": ("The passkey's data are not those of an assertion.", "通行密钥的数据不符合规定格式。"),
    "signature": (
        "The signature fails: the statement was changed, or another key signed it.",
        "签名不符：表态被改动，或由其他密钥签署。",
    ),
    "other-bytes": ("The passkey confirmed something else.", "通行密钥确认的是其他内容。"),
    "other-site": (
        "The passkey confirmed at another address than the one of the people list.",
        "通行密钥确认时所在网址与人员名单所载不符。",
    ),
    "not-verified": (
        "The passkey was used without its PIN, fingerprint or face.",
        "使用通行密钥时没有经过 PIN、指纹或面容验证。",
    ),
}
"""Reasons for which the proof of a statement does not hold; the person states again."""

STATED: Labels = {
    "make": ("made", "经办"),
    "approve": ("approved", "审批"),
    "return": ("returned", "退回"),
    "reject": ("rejected", "否决"),
    "withdraw": ("withdrew", "撤回"),
}
"""Decisions that a person states, as a verb in the past."""

PERSON_ROLES: Labels = {
    "clerk": ("clerk", "经办员"),
    "reviewer": ("reviewer", "审核员"),
    "chair": ("chair", "负责人"),
    "auditor": ("auditor", "监督员"),
}
"""Roles of a person in a people list."""
