"""Sentences on pages that were looked at, written requests, names and own lists: zh and en."""

from collections.abc import Mapping

from signing.errors import Message

_BEYOND_MEND = (
    "Only what was handed in in time and could not be read may be asked about (Implementing Regulation, article 52).",
    "只能就按时提交而无法识读的内容提出要求（《招标投标法实施条例》第五十二条）。")  # fmt: skip
_OFFICER_ONLY = (
    "This is for whoever evaluates; it is not put to the bidder.", "此项供评审人员了解，不向投标人提示。")  # fmt: skip

_CLAIMED = (
    "By its own list the bidder names {number:quoted} for the criterion {criterion:quoted}: ",
    "投标人自列清单中，条件{criterion:quoted}对应的证书编号为{number:quoted}：")  # fmt: skip


def _claimed(en: str, zh: str, mend_en: str = "", mend_zh: str = "") -> Message:
    return Message(_CLAIMED[0] + en, _CLAIMED[1] + zh, mend_en, mend_zh)


_NOT_FOUND = (
    "no certificate of this number with a readable code was found in the pages read ({pages:number} pages).",
    "在已读取的页面（共 {pages:number} 页）中，没有找到此编号且二维码可识读的证书。")  # fmt: skip

LOOKS: Mapping[str, Message] = {
    "clarified": Message(
        "Handed in later because it was asked for in writing on {request:day}, about {about:path}.",
        "应 {request:day} 的书面要求事后提交，所涉文件：{about:path}。", "", ""),
    "clarified:page": Message(
        "Handed in later because it was asked for in writing on {request:day}, about page {page:number} of {about:path}.",
        "应 {request:day} 的书面要求事后提交，所涉页面：{about:path} 第 {page:number} 页。", "", ""),
    "beyond-the-bid": Message(
        "Handed in later on a request of {request:day} about {about:path}, of which nothing that was handed in in time had to be "
        "made readable: it is beyond the bid, and in no cell.",
        "应 {request:day} 的要求事后提交，所涉文件：{about:path}；按时提交的文件中并无需要补充辨认的相应内容，超出投标文件范围，不计入任何一格。",
        *_BEYOND_MEND),
    "beyond-the-bid:page": Message(
        "Handed in later on a request of {request:day} about page {page:number} of {about:path}, which was not handed in in time or "
        "did not have to be made readable: it is beyond the bid, and in no cell.",
        "应 {request:day} 的要求事后提交，所涉页面：{about:path} 第 {page:number} 页；该页未按时提交，或无需补充辨认，超出投标文件范围，不计入任何一格。",
        *_BEYOND_MEND),
    "code-unreadable": Message(
        "A code could not be read on these pages: {pages:pages}.", "以下页上有未能识读的二维码：{pages:pages}。",
        "Look at them first, and say what each shows.", "请先查看这些页面，并注明各页所示内容。"),
    "certificate-like": Message(
        "By their text these pages read like certificates; no code could be read on them: {pages:pages}.",
        "以下页的文字与证书相似，没有可识读的二维码：{pages:pages}。",
        "Look at them; mark those that show a certificate.", "请查看这些页面；属于证书的，请加以标注。"),
    "page-looked:not-a-certificate": Message(
        "Looked at by {by:text} on {on:day}: no certificate (pages: {pages:pages}).",
        "{by:text}于 {on:day} 查看：不是证书（第 {pages:pages} 页）。", "", ""),
    "page-looked:other-issuer": Message(
        "Looked at by {by:text} on {on:day}: a certificate of another issuer (pages: {pages:pages}).",
        "{by:text}于 {on:day} 查看：其他机构出具的证书（第 {pages:pages} 页）。", "", ""),
    "page-looked:illegible": Message(
        "Looked at by {by:text} on {on:day}: a certificate that cannot be read (pages: {pages:pages}).",
        "{by:text}于 {on:day} 查看：证书无法辨认（第 {pages:pages} 页）。", "", ""),
    "by-number": Message(
        "No code could be read; a person read the number {claims:quoted} on this page.",
        "此页没有可识读的二维码；人工辨认出编号 {claims:quoted}。", "", ""),
    "name-differs": Message(
        "The certificate names {name:text}, the list of bidders {listed:text}, under one credit code.",
        "证书所载名称为{name:text}，投标人名单为{listed:text}，统一社会信用代码相同。",
        "Look whether the enterprise was renamed.", "请核实该企业是否更名。"),
    "name-differs:renamed": Message(
        "The certificate names {name:text}, the list of bidders {listed:text}; the newest certificate of this enterprise in the "
        "association's register, {number:quoted}, names {newest:text}.",
        "证书所载名称为{name:text}，投标人名单为{listed:text}；协会登记中该企业最新的证书（编号{number:quoted}）所载名称为{newest:text}。",
        *_OFFICER_ONLY),
    "newer-in-register": Message(
        "The association's register has a later certificate of this kind, which was not found in the papers read and counts in no cell: "
        "{number:quoted}, {name:text}, {scheme:scheme}, {grade:text}, until {until:end}.",
        "协会登记中有同类的后续证书，在已读取的投标文件中没有找到，不计入任何一格：编号{number:quoted}，{name:text}，{scheme:scheme}，{grade:text}，有效期至 {until:end}。",
        *_OFFICER_ONLY),
    "claimed:counted": _claimed("it was handed in and counts there.", "已提交，并计入该条件。"),
    "claimed:other": _claimed(
        "it was handed in; the criterion is met by {by:codes}.", "已提交；该条件据以满足的是{by:codes}。"),
    "claimed:unmet": _claimed(
        "it was handed in; no requirement of this criterion is met by it, the cells say why.",
        "已提交；该条件的各项要求均未据此证书满足，原因见相应各格。"),
    "claimed:aside": _claimed(
        "it stands in this file and counts in no cell; what else is said of the file says why.",
        "此文件中有该证书，但不计入任何一格，原因见对此文件的其他说明。"),
    "claimed:marked": _claimed(
        "a person read this number on this page; no code of it was read, and it counts in no cell.",
        "人工在此页辨认出该编号，其二维码未能识读，不计入任何一格。"),
    "claimed:absent": _claimed(*_NOT_FOUND, *_OFFICER_ONLY),
    "claimed:absent-looks": _claimed(
        _NOT_FOUND[0] + " Pages without a readable code looked at by a person: {lookedAt:number} of {toLookAt:number}.",
        _NOT_FOUND[1] + "无可识读二维码的页面已人工查看 {lookedAt:number} 页，共 {toLookAt:number} 页。",
        *_OFFICER_ONLY),
    "claimed:not-asked": _claimed(
        "that criterion applies to no lot that it bids for.", "该条件不适用于其所投的任何标段。"),
}  # fmt: skip
"""Sentences on files and pages, beside the others of `verifier.tender.words.PAPERS`."""

_Pair = tuple[str, str]
_NONE: _Pair = (
    "No certificate for this requirement with a readable code was found in the pages read ({pages:number} pages)",
    "在已读取的页面（共 {pages:number} 页）中，没有找到二维码可识读、可用于此项要求的证书")  # fmt: skip
_NO_OTHER: _Pair = (
    "Besides, no other certificate for it with a readable code was found in the pages read ({pages:number} pages)",
    "除此之外，在已读取的页面（共 {pages:number} 页）中，没有找到其他二维码可识读、可用于此项要求的证书")  # fmt: skip
_NONE_UNPAGED: _Pair = (
    "No certificate for this requirement was found", "没有找到可用于此项要求的证书")  # fmt: skip
_NO_OTHER_UNPAGED: _Pair = (
    "Besides, no other certificate for it was found",
    "除此之外，没有找到其他可用于此项要求的证书")  # fmt: skip
_MARKED: _Pair = (
    "; pages were marked as certificates by hand and could not be confirmed ({marks:number} in all, including {places:places})",
    "；有页面经人工标注为证书，尚未能核实（共 {marks:number} 页，包括 {places:places}）")  # fmt: skip
_ANSWERED: _Pair = (
    "; numbers read by hand on other pages were compared with the associations' registers, and none counts here "
    "({marks:number} pages in all, including {places:places})",
    "；人工辨认的编号已与各协会的登记核对，不能据此计入（共 {marks:number} 页，包括 {places:places}）")  # fmt: skip
_ASK_CODE: _Pair = (
    "Ask in writing for the certificate with its code, and its association about the number.",
    "请书面要求提交带二维码的证书，并向发证方查询编号。")  # fmt: skip


def _absent(sentence: _Pair, marks: _Pair = ("", ""), mend: _Pair = ("", "")) -> Message:
    """Return the sentence of absence, with what people saw on the pages."""
    return Message(f"{sentence[0]}{marks[0]}.", f"{sentence[1]}{marks[1]}。", *mend)


ABSENCE: Mapping[str, Message] = {
    "no-credential": _absent(_NONE),
    "no-credential:no-pages": _absent(_NONE_UNPAGED),
    "no-credential:other": _absent(_NO_OTHER),
    "no-credential:other:no-pages": _absent(_NO_OTHER_UNPAGED),
    "no-credential:marked": _absent(_NONE, _MARKED, _ASK_CODE),
    "no-credential:other-marked": _absent(_NO_OTHER, _MARKED, _ASK_CODE),
    "no-credential:answered": _absent(_NONE, _ANSWERED),
    "no-credential:other-answered": _absent(_NO_OTHER, _ANSWERED),
    "certificate-fails": Message(
        "A certificate that would be for this requirement was read and does not count ({count:number} in all, including {places:places}).",
        "已读取可用于此项要求的证书，但不予计入（共 {count:number} 处，包括 {places:places}）。", "", ""),
    "certificate-fails:bad-signature": Message(
        "A certificate that would be for this requirement was read, and its signature does not match: content or signature were "
        "changed, or another key made it. It does not count ({count:number} in all, including {places:places}).",
        "已读取可用于此项要求的证书，但签名不符：内容或签名被改动，或所用密钥不对，不予计入（共 {count:number} 处，包括 {places:places}）。", "", ""),
    "certificate-fails:subject-mismatch": Message(
        "A certificate that would be for this requirement was read, and it belongs to another enterprise. It does not count "
        "({count:number} in all, including {places:places}).",
        "已读取可用于此项要求的证书，但属于另一企业，不予计入（共 {count:number} 处，包括 {places:places}）。", "", ""),
    "certificate-fails:unknown-issuer": Message(
        "A certificate that would be for this requirement was read, and its issuer is none of the agreement's associations: its "
        "signature cannot be checked ({count:number} in all, including {places:places}).",
        "已读取可用于此项要求的证书，但颁发机构不是互认协议的成员，其签名无法核验（共 {count:number} 处，包括 {places:places}）。", "", ""),
}  # fmt: skip
"""Sentences of cells: a search in vain, and certificates that were read and fail."""
