"""Refusals of other nodes' files, logs and checkpoints (registry.errors)."""

from collections.abc import Mapping

from signing.errors import Message

_TELL_EN = "Tell the association that runs the node; it was not taken."
_TELL_ZH = "请告知该节点所属协会；未采用其内容。"

PEER_MESSAGES: Mapping[str, Message] = {
    "pack-unusable": Message(
        "the pack of records is damaged, too large or has another number of records than its name says.",
        "记录包已损坏、过大，或记录数与其名称不符。",
        "Fetch it again; if it stays so, tell the association that runs the node.",
        "请重新获取；若仍如此，请告知该节点所属协会。",
    ),
    "pack-differs": Message(
        "the records {first:number} to {last:number} of the log of {issuer:party} are others than its signed checkpoint says.",
        "{issuer:party} 日志第 {first:number} 至 {last:number} 项的记录与其签署的检查点不符。",
        _TELL_EN, _TELL_ZH,
    ),
    "file-absent": Message(
        "the node of {issuer:party} does not have the file {path:quoted}.",
        "{issuer:party} 的节点没有文件 {path:quoted}。",
        "Ask the association to publish again; its copy of the tree is not whole.",
        "请该协会重新发布；其静态目录不完整。",
    ),
    "file-unfit": Message(
        "the file {path:quoted} of the node of {issuer:party} cannot be read: {why:said}",
        "{issuer:party} 的节点的文件 {path:quoted} 无法读取：{why:said}",
        _TELL_EN, _TELL_ZH,
    ),
    "checkpoint-unsigned": Message(
        "the checkpoint is not signed by the log of {issuer:party}.",
        "检查点不是由 {issuer:party} 的日志签署。",
        "If the association has a new publication key, take its key list first; else tell it.",
        "若该协会已更换发布密钥，请先取得其密钥清单；否则请告知该协会。",
    ),
    "checkpoint-older": Message(
        "the node of {issuer:party} shows a log of {size:number} entries; {known:number} were seen before.",
        "{issuer:party} 的节点显示日志有 {size:number} 项；此前已见 {known:number} 项。",
        "It may be an old copy: what is here stays, and the next time is tried again.",
        "可能是旧副本：本节点内容保持不变，下次再试。",
    ),
    "log-too-long": Message(
        "the log of {issuer:party} has {size:number} entries, as it signs; {limit:number} are read at most.",
        "{issuer:party} 签署的日志长度为 {size:number} 项；本节点至多读取 {limit:number} 项。",
        _TELL_EN, _TELL_ZH,
    ),
    "log-goes-on": Message(
        "of the log of {issuer:party} {here:number} of {size:number} entries are here: one pull takes no more.",
        "{issuer:party} 的日志共 {size:number} 项，现已取得 {here:number} 项：一次同步不再多取。",
        "Take the rest with the next pull (huren sync); it goes on from there.",
        "请再次同步（huren sync），将接续获取其余内容。",
    ),
    "manifest-older": Message(
        "the node of {issuer:party} shows a manifest of {shown:moment}; one of {known:moment} was seen before.",
        "{issuer:party} 的节点显示的发布清单签署于 {shown:moment}；此前已见 {known:moment} 签署的清单。",
        "It may be an old copy: what is here stays. Ask the association what its node serves.",
        "可能是旧副本：本节点内容保持不变。请询问该协会其节点提供的是什么。",
    ),
    "trust-withheld": Message(
        "the tree of {issuer:party} shows no {what:said}: without it nobody can tell what else is held back.",
        "{issuer:party} 的静态目录中没有{what:said}：缺少它，无从得知还有什么未予提供。",
        "What is here stays, and is published as before. Ask the association what its node serves; each pull tries again.",
        "本节点内容保持不变，并照常发布。请询问该协会其节点提供的是什么；每次同步都会重试。",
    ),
    "log-forked": Message(
        "{issuer:party} has signed two histories of its log that cannot both be.",
        "{issuer:party} 签署了两份互相矛盾的日志历史。",
        "Keep the proof file (folder conflicts/ beside the database) and talk to the association: nothing more of its log is taken until its key list says that the key was stolen.",
        "请保存证明文件（在数据库旁的“conflicts/”文件夹中）并联系该协会：在其密钥清单将该密钥标为失密之前，不再采用其日志。",
    ),
    "record-twice": Message(
        "{issuer:party} has signed two records that cannot both be.",
        "{issuer:party} 签署了两份互相矛盾的记录。",
        "Keep the proof file (folder conflicts/ beside the database) and ask the association which one it means; the first one stays here.",
        "请保存证明文件（在数据库旁的“conflicts/”文件夹中）并询问该协会以哪份为准；本库保留先到的一份。",
    ),
    "log-kept-here": Message(
        "the log of {issuer:party} is kept and signed by this node; it is not taken from another.",
        "{issuer:party} 的日志由本节点保存并签署，不从其他节点获取。",
        "Take the association out of the peers of this node. If its own node signs that log, this one was rebuilt without peers in the settings: put registry.db and all files beside it whose names begin so aside, and restore again (huren restore --from-tree DIR --pin PIN).",
        "请从本节点的对等节点设置中删除该协会。如其日志由其自己的节点签署，则本节点重建时设置中没有“peers”：请移走“registry.db”及其旁以该名开头的所有文件，再次恢复（huren restore --from-tree 目录 --pin 指纹）。",
    ),
    "own-list-left-out": Message(
        "that node has {count:number} key lists or salvage lists of {issuer:party} which are not here; where they stand in its log is not known while the log here is behind.",
        "对方节点有 {issuer:party} 的密钥清单或补救清单 {count:number} 份，本节点没有；本节点日志落后期间，无法得知其在日志中的位置。",
        "If this node is an old copy, bring it up to date first (huren restore --from-tree DIR), which brings them. If it is the newest and somebody else signs with the publication key, sign no list before you have taken these: huren import bundle.json, from the published tree of that node.",
        "如本节点为旧副本，请先补齐（huren restore --from-tree 目录），其中即含这些清单。如本节点为最新而有人在使用发布密钥，请先取得这些清单再签署自己的清单：huren import “bundle.json”（取自对方节点的静态目录）。",
    ),
    "log-mirrored": Message(
        "the log of {issuer:party} is kept by its own node; here is a copy of it.",
        "{issuer:party} 的日志由其自己的节点保存；本节点所存为副本。",
        "Publish at the node that keeps the log. If that is this node, it was rebuilt without peers in the settings: put registry.db and all files beside it whose names begin so aside, and restore again with peers (huren restore --from-tree DIR --pin PIN).",
        "请在保存该日志的节点上发布。如即为本节点，则重建时设置中没有“peers”：请移走“registry.db”及其旁以该名开头的所有文件，设好“peers”再次恢复（huren restore --from-tree 目录 --pin 指纹）。",
    ),
    "other-log": Message(
        "the record is in the log of {issuer:party} and is not by that association.",
        "该记录列于 {issuer:party} 的日志中，但不是该协会签署的。",
        _TELL_EN, _TELL_ZH,
    ),
    "peer-unknown": Message(
        "no party of the agreement is called {issuer:quoted}.",
        "协议中没有名为 {issuer:quoted} 的成员。",
        "Correct the peers in the settings: the name is that of the agreement.",
        "请更正设置中的对等节点：名称须与协议一致。",
    ),
    "clock-behind": Message(
        "the clock of this machine is behind what was signed: nothing is cosigned.",
        "本机时钟早于已签署的内容：不予联署。",
        "Set the clock, then try again.",
        "请校准时钟后重试。",
    ),
    "publication-key-idle": Message(
        "the publication key {key:quoted} of this node may not sign by the key lists that are here: no log head is signed or cosigned by it.",
        "按本库的密钥清单，本节点的发布密钥 {key:quoted} 不得签署：不再用其签署或联署日志头。",
        "Name the key that took its place in publication_keys of the settings, and in the timer that publishes, then restart the node; if the key is new, import the key list that has it (huren import).",
        "请换用接替的密钥（设置中的发布密钥与定时发布两处），并重启节点；如为新密钥，请导入列有该密钥的密钥清单（huren import）。",
    ),
    "origin-unknown": Message(
        "this node does not witness a log called {origin:quoted}.",
        "本节点不见证名为 {origin:quoted} 的日志。",
        "It witnesses the logs of the other associations of its agreement, and needs the publication key of its own.",
        "请只提交协议其他成员的日志；见证的节点须配置本协会的发布密钥。",
    ),
    "request-unfit": Message(
        "the request is not an add-checkpoint of C2SP tlog-witness ({what:quoted}).",
        "该请求不是“C2SP tlog-witness”的“add-checkpoint”（{what:quoted}）。",
        "Send the old size, the consistency proof, an empty line and the checkpoint.",
        "请依次发送旧大小、一致性证明、空行和检查点。",
    ),
    "size-differs": Message(
        "the log of {issuer:party} was last witnessed at {size:number} entries.",
        "{issuer:party} 的日志上次见证时有 {size:number} 项。",
        "Send the consistency proof from that size.",
        "请发送自该大小起的一致性证明。",
    ),
    "witness-ahead": Message(
        "the node of {witness:party} says that it has witnessed {size:number} entries of the log of {issuer:party}; the newest head here has {known:number}.",
        "{witness:party} 的节点称已见证 {issuer:party} 的日志 {size:number} 项；本库最新的日志头为 {known:number} 项。",
        "This node is an old copy, or somebody else signs with your publication key: the next pull fetches the head (huren sync), and log-behind says what to do then. It witnesses nothing of yours meanwhile.",
        "本节点可能是旧副本，或有人在使用您的发布密钥：下次同步（huren sync）将取得该日志头，届时请按“log-behind”的提示处理。在此之前，对方不见证本协会日志。",
    ),
    "proof-unfit": Message(
        "the proof does not lead from the witnessed log of {issuer:party} to this checkpoint.",
        "证明不能从已见证的 {issuer:party} 日志导出此检查点。",
        "Make the proof anew; if the histories differ, both checkpoints are proof of it.",
        "请重新生成证明；若两份历史不一致，两个检查点即为证据。",
    ),
}  # fmt: skip
