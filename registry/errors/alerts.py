"""Alerts about another's log (registry.monitor); `errors.peers` has those about its node."""

from collections.abc import Mapping

from signing.errors import Message

ALERT_MESSAGES: Mapping[str, Message] = {
    "entries-unknown": Message(
        "the log of {issuer:party} has entries under keys that nobody here knows: {count:number} (the first is number {first:number}, the last {last:number}).",
        "{issuer:party} 的日志中有 {count:number} 项由本库未知的密钥签署（首项为第 {first:number} 项，末项为第 {last:number} 项）。",
        "Take its newest key list (huren sync); if they stay, ask the association whose key that is. One by one: huren log refused.",
        "请获取其最新的密钥清单（huren sync）；若仍如此，请询问该协会该密钥属于谁。逐项列出：huren log refused。",
    ),
    "entries-refused": Message(
        "the log of {issuer:party} has entries that are not admitted here: {count:number} (the first is number {first:number}, the last {last:number}).",
        "{issuer:party} 的日志中有 {count:number} 项本节点未予接收（首项为第 {first:number} 项，末项为第 {last:number} 项）。",
        "They count for nothing here. Ask the association why they are in its log. One by one, with the reasons: huren log refused.",
        "这些条目在此不起作用。请询问该协会为何将其列入日志。逐项列出并附原因：huren log refused。",
    ),
    "ends-undone": Message(
        "status events of {issuer:party} would take back the end of a credential: {count:number}; the first is about {credential:credential}.",
        "{issuer:party} 有 {count:number} 条状态事件试图撤回凭证的终止；首条涉及{credential:credential}。",
        "The end stands in every verdict. Ask the association whether it signed them; if not, its assessment key is stolen.",
        "终止在各处核验中仍然有效。请询问该协会是否由其签署；如非其签署，则其评价密钥已失窃。",
    ),
    "ends-disowned": Message(
        "the newest key list of {issuer:party} declares ends of credentials void that a stolen key had signed: {count:number}; the first is about {credential:credential}.",
        "{issuer:party} 最新的密钥清单声明：失窃密钥曾终止凭证，其中 {count:number} 项终止无效；首项涉及{credential:credential}。",
        "The credentials count again. Ask the association whether it declared that; if not, its root is stolen.",
        "相关凭证恢复有效。请询问该协会是否作此声明；如未作此声明，则其根密钥已失窃。",
    ),
    "commitment-differs": Message(
        "the newest publication of {issuer:party} names something else of {part:part} than its log comes to here.",
        "{issuer:party} 最新发布清单所指的{part:part}，与本节点依其日志复核的结果不符。",
        "This node says so in its own publications, and nothing is proven by it. Ask the association at once: its publication key may be stolen.",
        "本节点已在自己的发布清单中写明此情况，不以该次发布作任何证明。请立即询问该协会：其发布密钥可能已失窃。",
    ),
    "records-backdated": Message(
        "credentials of {issuer:party} begin more than 24 hours before {logged:moment}, when its log was published without them: {count:number}; the first is {credential:credential}, valid from {since:moment}.",
        "{issuer:party} 有 {count:number} 份凭证的生效时间偏早：{logged:moment} 发布时日志中尚无这些凭证，其生效时间却比该次发布早 24 小时以上；首份为{credential:credential}，自 {since:moment} 起有效。",
        "Ask the association why: certificates of earlier days that were entered late, or a stolen assessment key.",
        "请询问该协会原因：系补录的旧证书，还是评价密钥失窃。",
    ),
    "witness-lags": Message(
        "{witness:party} has not yet repeated what {log:party} published at {newer:moment}.",
        "{witness:party} 尚未印证 {log:party} 于 {newer:moment} 的发布。",
        "Ask {witness:party} whether its node still takes what others publish, and publishes; after seven days its word confirms nothing.",
        "请询问 {witness:party}：其节点是否仍在获取他方的发布并自行发布；满七天后，其印证不再起作用。",
    ),
}  # fmt: skip
