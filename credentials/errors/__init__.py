"""The error of every `parse_*` of this floor on bytes it does not accept: one class, one table."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from credentials.errors.desk import DESK_MESSAGES
from credentials.errors.limits import LIMIT_MESSAGES
from credentials.errors.times import TIME_MESSAGES
from credentials.words.speech import SpokenError
from signing.errors import Message, SigningError


class RecordError(SpokenError):
    """A document outside the closed profile (docs/reference/records.md); names the member and the mend."""

    MESSAGES: ClassVar[Mapping[str, Message]] = {
        **SigningError.MESSAGES,
        "member-missing": Message(
            "{field:member} is required and absent.", "未填写{field:member}，此项必填。", "Add it.", "请补上该项。"
        ),
        "member-unknown": Message(
            "{field:member} does not belong here.",
            "此处不应有 {field:member} 这一项。",
            "Remove it; unknown members are refused so that nothing goes unread.",
            "请删除；为避免有内容无人读取，未知项一律拒收。",
        ),
        "member-type": Message(
            "{field:member} has the wrong JSON type.",
            "{field:member} 的 JSON 类型不符。",
            "Write {expected:type}.",
            "请更正，应为 {expected:type}。",
        ),
        "member-value": Message(
            "{field:member} has a value outside the closed list.",
            "{field:member} 的取值不在允许范围内。",
            "It must be {expected:values}.",
            "请更正，应{expected:values}。",
        ),
        "member-form": Message(
            "{field:member} does not have the required form.",
            "{field:member} 的格式不符合要求。",
            "It must be {expected:form}.",
            "请更正，须为 {expected:form}。",
        ),
        "member-length": Message(
            "{field:member} has too many or too few characters or items.",
            "{field:member} 的长度或条目数不符合要求。",
            "The limit is {expected:text}.",
            "请更正，限制为 {expected:text}。",
        ),
        "not-an-object": Message(
            "A JSON object is wanted here.",
            "此处须为 JSON 对象。",
            "Send one object, not a list or a bare value.",
            "请提交单个对象，而不是列表或单值。",
        ),
        "kind-unknown": Message(
            "This version does not know the record type.",
            "本版本不认识该记录类型。",
            "Update huren, or check the member “type”.",
            "请升级 huren，或检查“type”一项。",
        ),
        "kind-unexpected": Message(
            "What was given is of the kind “{found:record}”, where “{expected:record}” is wanted.",
            "所给文件的类型是“{found:record}”，此处需要的是“{expected:record}”。",
            "Pass the right document.",
            "请提供正确的文件。",
        ),
        "number-empty": Message(
            "Nothing of the number is left without spaces and characters that nobody sees.",
            "除去空格与不可见字符后，编号为空。",
            "Write the number as it stands on the certificate.",
            "请按证书上所载填写编号。",
        ),
        "folders-overlap": Message(
            "The folder {item:quoted} of one bidder is, or holds, the folder of another: {other:quoted}.",
            "投标人的文件夹 {item:quoted} 与另一投标人的文件夹 {other:quoted} 相同或互相包含。",
            "Give each bidder a folder of its own (capital and small letters make no difference).",
            "请为每个投标人各设一个文件夹（不区分大小写）。",
        ),
        **TIME_MESSAGES,
        "uscc-form": Message(
            "{field:member} is not an 18-character Unified Social Credit Code (GB 32100-2015).",
            "{field:member} 不是 18 位统一社会信用代码（GB 32100-2015）。",
            "Copy it from the business licence; it has no I, O, S, V or Z and no lower case.",
            "请照营业执照抄写；代码不含 I、O、S、V、Z，且为大写。",
        ),
        "uscc-check": Message(
            "The check character of the credit code {found:quoted} does not fit the others (GB 32100-2015), which ask for {expected:quoted}: a character was mistyped.",
            "统一社会信用代码 {found:quoted} 的校验位不符（GB 32100-2015）：按前 17 位应为 {expected:quoted}，可能有字符录错。",
            "Copy the code again from the business licence.",
            "请照营业执照重新核对。",
        ),
        "interval-empty": Message(
            "{field:member} is not after the beginning.",
            "{field:member} 不晚于开始时间。",
            "Write an end after the beginning; a term given in days holds to the end of its last day.",
            "请填写晚于开始的结束时间；按日填写的，最后一日全天有效。",
        ),
        "status-pair": Message(
            "{field:member} must be one revocation and one suspension entry with the same index below 131072 in lists of the"
            " issuer with the same number.",
            "{field:member} 必须是终止、暂停各一项，同一发证方、同一清单号、同一索引，且索引小于 131072。",
            "Take the entries the registry reserved for this credential.",
            "请使用登记库为本凭证保留的状态项。",
        ),
        "item-repeated": Message(
            "{field:member} is there twice.", "{field:member} 重复出现。", "Keep one: {item:quoted}.", "请只保留一个：{item:quoted}。"
        ),
        "reference-unknown": Message(
            "{field:member} names something this document does not define: {item:quoted}.",
            "{field:member} 引用了本文件未定义的内容：{item:quoted}。",
            "Define it, or correct the name.",
            "请先定义，或更正名称。",
        ),
        "previous-form": Message(
            "{field:member} stands in every version but the first.",
            "{field:member} 第一版没有，此后每版必填。",
            "Name the version before, or leave it out of version 1.",
            "请填写上一版的摘要；第一版请删去该项。",
        ),
        "loose-count": Message(
            "{field:member} does not exceed the number of loose events that are named.",
            "{field:member} 没有超过所列未计入事件的条数。",
            "Give the number of all of them, or leave it out where all are named.",
            "请填写全部条数；已全部列出的，请删去该项。",
        ),
        "equivalence-ambiguous": Message(
            "Two equally specific equivalence rows for one target: {item:quoted}.",
            "同一目标有两条同样具体的等级对应：{item:quoted}。",
            "Keep one of them; a row with a category beats one without.",
            "请只保留一条；带类别的条目优先于不带类别的条目。",
        ),
        "score-pair": Message(
            "A score and the highest score go together, and the score does not exceed it.",
            "得分与满分须同时出现，且得分不超过满分。",
            "Give both, or neither.",
            "请同时填写，或都不填。",
        ),
        "key-use-mixed": Message(
            "One key stands under two uses or two method ids: {item:quoted}.",
            "同一密钥出现在两种用途或两个密钥标识之下：{item:quoted}。",
            "Make one key for each use.",
            "每种用途请各用一把密钥。",
        ),
        "key-list-assertion": Message(
            "The keys in use must be exactly those that are not compromised, in order.",
            "可用密钥须按顺序恰好列出所有未失密的密钥。",
            "Remove the compromised keys from “assertionMethod” and keep the others.",
            "请从“assertionMethod”中移除失密的密钥，保留其余。",
        ),
        "life-too-long": Message(
            "{field:member} comes more than {expected:number} days after the beginning.",
            "自起始至 {field:member} 超过 {expected:number} 天。",
            "Sign it with an earlier end.",
            "请以更早的结束时间签署。",
        ),
        "event-member": Message(
            "{field:member} does not go with “{action:action}”.",
            "{field:member} 与“{action:action}”不相配。",
            "An end goes with a suspension only; a successor with a replacement, only and always.",
            "请核对：结束时间只用于暂停；后继凭证只用于取代，且必须填写。",
        ),
        "event-reason": Message(
            "{field:member} is not one of those for “{action:action}”.",
            "{field:member} 不是“{action:action}”的可用原因。",
            "Use one of {expected:codes}.",
            "请使用下列原因之一：{expected:codes}。",
        ),
        # measured numbers, technologies, notices
        "unit-unknown": Message(
            "{field:member} is {item:quoted}, which is not one of the units in use.",
            "{field:member} 为 {item:quoted}，不在可用单位之列。",
            "Convert the number, and use one of {expected:codes}.",
            "请换算数值后使用下列单位之一：{expected:codes}。",
        ),
        "unit-basis": Message(
            "{field:member} is {item:quoted}: parts by volume or by mass, and of what, it does not say.",
            "{field:member} 为 {item:quoted}，未说明按体积还是按质量计、以何为基准。",
            "Convert the number: “mg/L” in water, “mg/m3” in gas, “mg/kg” in solids.",
            "请换算数值：水中用“mg/L”，气体中用“mg/m3”，固体中用“mg/kg”。",
        ),
        "unit-quantity": Message(
            "{field:member} is {item:quoted}, a unit of another quantity than the one that is measured here.",
            "{field:member} 为 {item:quoted}，与此处所测的量不符。",
            "Use {expected:codes}, or correct what is measured.",
            "请使用 {expected:codes}，或更正所测项目。",
        ),
        "target-unknown": Message(
            "{field:member} is {item:quoted}, which is not one of the targets of the list.",
            "{field:member} 为 {item:quoted}，不在污染物与指标清单之列。",
            "Take one of the list in the reference of the record; what it lacks goes into the prose.",
            "请从参考文档的清单中选用；清单未列的，请写入文字说明。",
        ),
        **LIMIT_MESSAGES,
        **DESK_MESSAGES,
        "range-empty": Message(
            "{field:member} has neither a lowest nor a highest number.", "{field:member} 既无下限也无上限。",
            "Give one of them, or both.", "请至少填写其一。",
        ),
        "range-upside-down": Message(
            "{field:member} is below, or before, the beginning of its range.",
            "{field:member} 低于（或早于）其区间的起点。",
            "Exchange the two, or correct one of them.",
            "请对调两者，或更正其中之一。",
        ),
        "influent-missing": Message(
            "{field:member} is told without the whole influent.",
            "{field:member} 缺少完整的进口条件。",
            "Give lowest and highest influent and their unit; without them a removal says nothing.",
            "请填写进口浓度的下限、上限与单位；缺少它们，去除率没有意义。",
        ),
        "outlet-above-inlet": Message(
            "{field:member} is above the highest influent.",
            "{field:member} 高于进口浓度上限。",
            "Check both numbers and both units.",
            "请核对两处的数值与单位。",
        ),
        "state-missing": Message(
            "{field:member} is required for what is measured in gas, and absent.",
            "{field:member} 缺失；在气体中测得的数值必须写明。",
            "Say “dry-standard”, “wet-standard” or “actual”.",
            "请填写“dry-standard”（标准状态干基）、“wet-standard”（标准状态湿基）或“actual”（实际状态）。",
        ),
        "condition-stray": Message(
            "{field:member} does not go with what is told here.",
            "{field:member} 与此处所述不相配。",
            "Leave it out, or correct what it goes with.",
            "请删去该项，或更正与之相关的内容。",
        ),
        "percent-range": Message(
            "{field:member} is more than 100 %.", "{field:member} 超过 100%。",
            "Correct the number.", "请更正数值。",
        ),
        "evidence-missing": Message(
            "{field:member} asks for evidence that is not among the files of the record.",
            "{field:member} 需要佐证，而记录所列文件中没有。",
            "Add the file to the evidence, of the right kind, and name it by its digest.",
            "请将该文件按正确的类别列入佐证，并以摘要引用。",
        ),
        "case-missing": Message(
            "{field:member} says that it runs somewhere, and no case is named.",
            "{field:member} 表明已有应用，但未列案例。",
            "Name a case, or a lower maturity.",
            "请列出案例，或改为较低的成熟度。",
        ),
        "already-over": Message(
            "{field:member} was over when this was signed.",
            "签署时，{field:member} 已过。",
            "Give an end that is still to come; leave out what is no longer so.",
            "请填写尚未到来的结束时间；已不成立的内容请删去。",
        ),
        "not-yet": Message(
            "{field:member} was still to come when this was signed.",
            "签署时，{field:member} 尚未到来。",
            "Sign it then or later, or correct the time.",
            "请在其到来之后签署，或更正所填时间。",
        ),
        "issuer-no-party": Message(
            "{field:member} leaves out the issuer: {item:party}.",
            "{field:member} 没有列出发证方：{item:party}。",
            "Only a party of the conference signs its resolution: add it, or let a party sign.",
            "决议由与会各方签署：请补列该方，或改由所列一方签署。",
        ),
        "clause-order": Message(
            "{field:member} comes after a clause with a higher number: {item:quoted}.", "{field:member} 排在编号更大的条款之后：{item:quoted}。",
            "Put the clauses in the order of their numbers: 4.2, then 4.10.", "请按编号顺序排列条款：先 4.2，后 4.10。"),
        "rows-incomplete": Message(
            "{field:member} leave out a segment of the survey: {item:quoted}.", "{field:member} 缺少方案中的一个分组：{item:quoted}。",
            "Each segment stands in exactly one row, those that are told together in one.", "请将每个分组列入一行，且只列一次；合并公布的分组列入同一行。"),
        "total-small": Message(
            "{field:member} are so small that they tell what single contributors answered.", "{field:member} 过小，可据以推知个别填报单位的数据。",
            "Tell the segment together with another: with so many contributors a total is {least:number} or more.", "请与其他分组合并公布：填报单位数为该档时，合计不得低于 {least:number}。"),
        "notice-ends-early": Message(
            "{field:member} comes before the last day that is announced is over.", "{field:member} 早于公告所列最后一日的结束时间。",
            "Let the term run to the end of that day.", "请将有效期延至该日结束。"),
        "link-elsewhere": Message(
            "{field:member} is not an address of the issuer's own site.",
            "{field:member} 不在发证方自己的网站下。",
            "Name a page below {expected:quoted}; that page may lead further.",
            "请填写 {expected:quoted} 下的页面；其他网站可由该页面转至。",
        ),
        "list-encoding": Message(
            "{field:member} is not a base64url gzip bitstring of 131072 bits.",
            "{field:member} 不是 131072 位的位串（“base64url”“gzip”）。",
            "Export the list again.",
            "请重新导出清单。",
        ),
        "bundle-type": Message(
            "This is not a “huren-bundle/1” file.",
            "这不是“huren-bundle/1”文件。",
            "Get the bundle from an association's site, or update huren.",
            "请从协会网站获取信任包，或升级 huren。",
        ),
        "bundle-part": Message(
            "{field:member} is not a list of the expected kind.",
            "{field:member} 不是应有类型的列表。",
            "Get the bundle again; this one is damaged.",
            "信任包已损坏，请重新获取。",
        ),
        "h1-absent": Message(
            "No H1 code was found in the text.",
            "文本中没有 H1 码。",
            "Pass the whole text of the QR code, from “https://” to the last digit.",
            "请提供二维码的完整文本，从“https://”到最后一位数字。",
        ),
        "h1-too-large": Message(
            "The H1 text is longer than the cap.",
            "H1 文本超出长度上限。",
            "A code printed by an association is shorter; scan it again.",
            "协会打印的码不会这么长，请重新扫描。",
        ),
        "h1-damaged": Message(
            "The H1 code does not decode.",
            "H1 码无法解码。",
            "Scan again, or ask for the credential file.",
            "请重新扫描，或索取凭证文件。",
        ),
        "h1-newer": Message(
            "The H1 code uses a newer dictionary or form.",
            "H1 码使用了更新的字典或格式。",
            "Update huren.",
            "请升级 huren。",
        ),
    }  # fmt: skip

    @classmethod
    def from_signing(cls, error: SigningError) -> "RecordError":
        """Return the ground floor's error as this floor's one class."""
        return cls(error.code, error.field, **error.facts)

    @classmethod
    def from_pydantic(cls, error: ValidationError) -> "RecordError":
        """Return a model's first refusal, with the path of the member as written in JSON."""
        return cls.all_from_pydantic(error)[0]

    @classmethod
    def all_from_pydantic(cls, error: ValidationError) -> list["RecordError"]:
        """Return all refusals of a model; its own rules run only if every member is well formed."""
        errors = []
        for fault in error.errors(include_url=False, include_input=False):
            code, facts = _code_and_facts(fault)
            member = str(facts.pop("member", ""))
            path = ".".join(part for part in (format_path(fault["loc"]), member) if part)
            errors.append(cls(code, path, **facts))
        return errors


_CODE_BY_PYDANTIC_TYPE = {
    "missing": "member-missing",
    "extra_forbidden": "member-unknown",
    "literal_error": "member-value",
    "string_pattern_mismatch": "member-form",
    "string_too_long": "member-length",
    "string_too_short": "member-length",
    "too_long": "member-length",
    "too_short": "member-length",
    "greater_than_equal": "member-value",
    "less_than_equal": "member-value",
}


def _code_and_facts(detail: ErrorDetails) -> tuple[str, dict[str, object]]:
    kind, context = detail["type"], dict(detail.get("ctx", {}))
    if kind in RecordError.MESSAGES:
        return kind, context
    code = _CODE_BY_PYDANTIC_TYPE.get(kind, "member-type")
    limits = [context[k] for k in ("expected", "pattern", "max_length", "min_length") if k in context]
    limits += [f"{sign}{context[k]}" for k, sign in (("le", "<="), ("ge", ">=")) if k in context]
    expected = str(limits[0]) if limits else kind.removesuffix("_type").replace("_", " ")
    return code, {"expected": expected}


def format_path(location: Iterable[int | str]) -> str:
    """Return a pydantic location as a dotted path: `parties[1].rootKey`; a member without a name is `""`."""
    path = ""
    for part in location:
        name = part if part != "" else '""'
        path += f"[{name}]" if isinstance(name, int) else f".{name}" if path else name
    return path
