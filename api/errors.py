"""Refusals of the API itself, made before it calls any floor below: one class, one table."""

from collections.abc import Mapping
from typing import ClassVar

from credentials.words.speech import SpokenError
from signing.errors import Message

_SHOWN = 80


class ApiError(SpokenError):
    """A request that cannot be answered as it was sent; `headers` go with the answer."""

    MESSAGES: ClassVar[Mapping[str, Message]] = {
        "address-unknown": Message(
            "There is nothing at this address.", "此地址没有内容。",
            "See “/docs” for the addresses of this service.", "请在“/docs”查看本服务的各个地址。"),
        "method-not-allowed": Message(
            "This address does not take {method:quoted}.", "此地址不接受 {method:quoted}。",
            "Use {allowed:codes}.", "请使用 {allowed:codes}。"),
        "not-here": Message(
            "This registry holds no {what:said} {reference:reference}.", "本登记库没有 {what:said} {reference:reference}。",
            "Check how it is written; it may also be held by another registry.",
            "请核对写法；该记录也可能由其他登记库保存。"),
        "parameter-unknown": Message(
            "This address takes no parameter {name:quoted}.", "此地址没有参数 {name:quoted}。",
            "Leave it out; “/docs” lists the parameters of every address.", "请去掉该参数；各地址的参数见“/docs”。"),
        "length-malformed": Message(
            "The header Content-Length is not a number.", "请求头“Content-Length”不是数字。",
            "Send the number of bytes of the body.", "请填写请求体的字节数。"),
        "request-malformed": Message(
            "This is no HTTP request.", "这不是 HTTP 请求。",
            "Speak HTTP/1.1 to this port; for HTTPS ask the operator for the address.",
            "请以 HTTP/1.1 访问此端口；HTTPS 地址请向运维人员询问。"),
        "head-too-large": Message(
            "The head of the request has more than {limit:number} bytes.", "请求头超过 {limit:number} 字节。",
            "Send fewer and shorter header fields, and long questions as a body.",
            "请减少并缩短请求头字段，较长的内容请放入请求体。"),
        "head-late": Message(
            "The head of the request did not arrive within {seconds:number} seconds.", "请求头未在 {seconds:number} 秒内送达。",
            "Try again over a better connection.", "请改善网络后重试。"),
        "too-many-connections": Message(
            "There are too many connections to this service, or from this address.",
            "连接过多（本服务总计，或来自该地址）。",
            "Close some and try again in a moment; send several requests over one.",
            "请关闭部分连接后稍候重试；多次请求可使用同一连接。"),
        "node-away": Message(
            "The registry behind this address does not run at the moment.", "此地址的登记库目前未运行。",
            "Try again in a minute. Published files and verification with a downloaded bundle go on.",
            "请一分钟后重试。已发布的文件与使用已下载信任包的核验不受影响。"),
        "node-late": Message(
            "The registry behind this address did not answer in time.", "此地址的登记库未及时应答。",
            "Try again in a minute; a record that was sent may be sent again, for it is stored once.",
            "请一分钟后重试；已提交的记录可再次提交，只会存入一次。"),
        "body-too-large": Message(
            "The body has more than {limit:number} bytes.", "请求体超过 {limit:number} 字节。",
            "Send less at once.", "请减少单次提交的内容。"),
        "body-late": Message(
            "The body did not arrive within {seconds:number} seconds.", "请求体未在 {seconds:number} 秒内送达。",
            "Try again over a better connection, or send less at once.", "请改善网络后重试，或减少单次提交的内容。"),
        "bodies-busy": Message(
            "So much is being received at the moment, in all or from this address, that this has to wait.",
            "目前接收中的内容过多（总计，或来自该地址），须稍候。",
            "Send it again in a few seconds; send less at once, or one after the other.",
            "请数秒后重新提交，并减少单次提交的内容，或逐一提交。"),
        "media-type": Message(
            "The body is declared as {found:quoted}.", "请求体声明的类型为 {found:quoted}。",
            "Set the header Content-Type to one of {expected:codes}.", "请将请求头“Content-Type”设为以下之一：{expected:codes}。"),
        "body-encoded": Message(
            "Encoded bodies are not read.", "不读取经过编码的请求体。",
            "Send the body as it is, without Content-Encoding.", "请不带“Content-Encoding”原样发送。"),
        "batch-too-long": Message(
            "The batch has more than {limit:number} entries.", "批次超过 {limit:number} 条。",
            "Split it.", "请拆分后提交。"),
        "check-too-long": Message(
            "This tender and these bidders come to {number:number} {what:said}, more than {limit:number}.",
            "该招标文件与投标人共计 {number:number} {what:said}，超过 {limit:number}。",
            "Check fewer lots or fewer bidders at once.", "请减少单次核验的标段或投标人。"),
        "too-many-requests": Message(
            "This address has used up its share for the moment.", "该地址本时段的配额已用完。",
            "Try again in {seconds:number} seconds.", "请在 {seconds:number} 秒后重试。"),
        "paper-busy": Message(
            "So many certificates are being made at the moment that this one has to wait.",
            "目前制作中的证书过多，须稍候。",
            "Ask again in a few seconds.", "请数秒后重试。"),
        "paper-interrupted": Message(
            "The process that makes certificates stopped before this one was made.",
            "制作证书的进程中断，本次未能制成。",
            "Ask again in a few seconds.", "请数秒后重试。"),
        "other-node": Message(
            "The records of {issuer:party} are kept by another registry.", "{issuer:party} 的记录由另一登记库保存。",
            "Submit it at {address:quoted}.", "请提交至 {address:quoted}。"),
        "at-after-now": Message(
            "{at:moment} is later than now ({now:moment}); nobody can know yet.", "{at:moment} 晚于当前时间 {now:moment}，届时情况尚无从得知。",
            "Ask about today or an earlier day; whether the term reaches so far is asked as “through”.",
            "请改为今天或更早的日期；有效期能否覆盖到那时，请用“through”查询。"),
        "time-after-now": Message(
            "{at:moment} is later than now ({now:moment}); nobody can know yet.", "{at:moment} 晚于当前时间 {now:moment}，届时情况尚无从得知。",
            "Ask about now or an earlier time, or leave the time out: then now is meant.",
            "请改问现在或更早的时间；不填时间即指现在。"),
        "home-unknown": Message(
            "{home:quoted} is not a party of the agreement.", "{home:quoted} 不是互认协议的成员。",
            "Use one of: {parties:codes}.", "请使用下列之一：{parties:codes}。"),
        "vcalm-request": Message(
            "This is no VCALM request: {reason:said}", "这不是 VCALM 请求：{reason:said}",
            "See “docs/reference/api.md” for the options that are known.", "请使用已知的选项，见“docs/reference/api.md”。"),
        "vcalm-option": Message(
            "The option {option:quoted} is unknown here.", "本服务没有选项 {option:quoted}。",
            "Leave it out: every check runs, whatever is asked. Known are {known:codes}.",
            "请去掉该选项：全部检查项均会执行。已知选项：{known:codes}。"),
        "presentation-proof": Message(
            "The presentation's own proof is not verified here: its holder has no key in the agreement.",
            "本服务不核验出示本身的签名：出示人在协议中没有密钥。",
            "Send it as “presentation” without the proof to have the credentials in it verified alone.",
            "若只核验其中的凭证，请去掉“proof”并改用“presentation”提交。"),
        "presentation-unsigned": Message(
            "The presentation has no proof, so nothing says who presents it, to whom, or when.",
            "出示没有签名，无法说明由谁、向谁、何时出示。",
            "Send it as “presentation”, without “challenge” and “domain”, to have the credentials in it verified "
            "alone.",
            "若只核验其中的凭证，请改用“presentation”提交，并去掉“challenge”与“domain”。"),
        "cursor-damaged": Message(
            "This is not a cursor that this service gave.", "这不是本服务给出的游标。",
            "Follow “next” of the page before, unchanged, or start without a cursor.",
            "请原样使用上一页的“next”，或从头开始。"),
        "node-stopping": Message(
            "This node was told to stop and has cut the request short.", "本节点正在停止，请求已中断。",
            "Send it again in a moment: what was stored before is admitted once.",
            "请稍后重新发送；中断前已存入的内容不会重复存入。"),
        "search-too-short": Message(
            "This is too short to search by.", "检索内容过短。",
            "Give at least two neighbouring characters of a Chinese name or place, the first three letters of a "
            "word, or the last four of a certificate number or unified social credit code.",
            "请至少输入名称或地名中相邻的两个汉字、英文单词的前三个字母，或证书编号、统一社会信用代码的后四位。"),
        "nothing-to-trust": Message(
            "This registry has no complete agreement, so it can verify nothing.",
            "本登记库尚无完整的互认协议，无法核验。",
            "Submit the signed agreement and the key lists first.", "请先提交已签署的协议与密钥清单。"),
        "settings-unreadable": Message(
            "{path:path} cannot be read as settings: {why:quoted}.", "无法将 {path:path} 作为设置读取：{why:quoted}。",
            "Check that it is a TOML file.", "请确认它是 TOML 文件。"),
        "setting-unknown": Message(
            "There is no setting {name:quoted}.", "没有设置项 {name:quoted}。",
            "{hint:said}All of them: “docs/reference/settings.md”. Take out what is none.",
            "{hint:said}全部设置见“docs/reference/settings.md”；不是设置的请移除。"),
        "setting-value": Message(
            "{field:quoted} has a value that does not fit: {why:said}", "{field:quoted} 的取值不合要求：{why:said}",
            "See “docs/reference/settings.md” for what it may be.",
            "请改用允许的取值，见“docs/reference/settings.md”。"),
        "not-ready": Message(
            "This node is not ready: {what:quoted}.", "本节点尚未就绪：{what:quoted}。",
            "See “checks”: each “detail” is the code of a problem, and huren doctor on the node says what to do.",
            "请查看“checks”：各项的“detail”为问题代码；在节点上运行 huren doctor 可查看处理办法。"),
        "internal": Message(
            "Something failed here that should not have.", "服务内部出错。",
            "Try again; if it stays so, tell the operator this request id: {request:text}.",
            "请重试；若仍如此，请将请求编号 {request:text} 告知运维人员。"),
    }  # fmt: skip

    def __init__(
        self, code: str, field: str = "", *, headers: Mapping[str, str] | None = None, **facts: object
    ) -> None:
        super().__init__(code, field, **facts)
        self.headers = dict(headers or {})

    @classmethod
    def not_here(cls, what: str, what_zh: str, reference: str) -> "ApiError":
        """Return `not-here` with the reference made printable."""
        shown = reference[:_SHOWN]
        # hidden characters could reverse the sentence around them
        if not shown.isprintable():
            shown = shown.encode("unicode_escape").decode()
        return cls("not-here", what=what, what_zh=what_zh, reference=shown)
