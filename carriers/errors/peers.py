"""Errors of another node's files, or of the connection to them."""

from signing.errors import Message

_LATER_EN = "What is here stays as it is; the next time is tried again. Tell the association if it lasts."
_LATER_ZH = "本节点内容保持不变，下次再试。若持续如此，请告知该协会。"

PEER_MESSAGES = {
    "peer-address": Message(
        en="{address:quoted} is not the address of a node that may be asked.",
        zh="{address:quoted} 不是可访问的节点地址。",
        mend_en="Write https://HOST, or name the host or network of your intranet in plain_http.",
        mend_zh="请写作“https://主机”；内网主机或网段须列入“plain_http”。",
    ),
    "peer-silent": Message(
        en="the node cannot be reached: {why:said}",
        zh="无法连接该节点：{why:said}",
        mend_en=_LATER_EN,
        mend_zh=_LATER_ZH,
    ),
    "peer-late": Message(
        en="the node takes longer than {seconds:number} seconds for {field:quoted}, or says nothing for long.",
        zh="该节点提供 {field:quoted} 用时超过 {seconds:number} 秒，或长时间无应答。",
        mend_en=_LATER_EN,
        mend_zh=_LATER_ZH,
    ),
    "peer-ended": Message(
        en="the time for asking the node was over before all of {field:quoted} was taken.",
        zh="向该节点获取内容的时限已到，{field:quoted} 尚未全部采用。",
        mend_en="What has come stays, and the next time goes on from there. Tell the association if it lasts.",
        mend_zh="已取得的内容予以保留，下次接续获取。若持续如此，请告知该协会。",
    ),
    "peer-tls": Message(
        en="the node cannot show that it is the one at this address ({why:quoted}).",
        zh="该节点无法证明自己属于此地址（{why:quoted}）。",
        mend_en="Its operator must renew its certificate; nothing was taken.",
        mend_zh="请对方运维人员更新 TLS 证书；本次未采用任何内容。",
    ),
    "peer-answer": Message(
        en="the node answered the request for {field:quoted} with status {status:number}.",
        zh="该节点对 {field:quoted} 的应答状态为 {status:number}。",
        mend_en="Redirects are not followed: give the address at which the files are. " + _LATER_EN,
        mend_zh="请设置文件所在的地址，程序不跟随重定向。" + _LATER_ZH,
    ),
    "peer-too-large": Message(
        en="the file {field:quoted} of the node has more than {limit:number} bytes.",
        zh="该节点的文件 {field:quoted} 超过 {limit:number} 字节。",
        mend_en="No honest node has such a file; it was not taken. Tell the association.",
        mend_zh="正常节点没有这样的文件；未采用其内容。请告知该协会。",
    ),
    "peer-header": Message(
        en="the node answered the request for {field:quoted} with a header that cannot be: {header:text}.",
        zh="该节点对 {field:quoted} 的应答含有不合规范的响应头：{header:text}。",
        mend_en="Its operator must look at what answers there. " + _LATER_EN,
        mend_zh="请对方运维人员检查该处的应答程序。" + _LATER_ZH,
    ),
    "peer-garbled": Message(
        en="what the node answered to the request for {field:quoted} is no HTTP.",
        zh="该节点对 {field:quoted} 的应答不是 HTTP。",
        mend_en="Check the address in the settings. " + _LATER_EN,
        mend_zh="请核对设置中的地址。" + _LATER_ZH,
    ),
}
