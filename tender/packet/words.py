"""Sentences of a cover sheet, in both languages."""

from collections.abc import Mapping

COVER: Mapping[str, tuple[str, str]] = {
    "title": ("Certificates for a tender", "投标证书清单"),
    "tender": ("Tender", "招标项目"),
    "version": ("Version of the requirements", "证书要求版本"),
    "buyer": ("Buyer", "招标人"),
    "opening": ("Bid opening", "开标时间"),
    "enterprise": ("Enterprise", "企业"),
    "trust": ("Trust data", "信任数据"),
    "made": ("Made", "制作时间"),
    "certificates": ("Certificates in this packet", "所附证书"),
    "outcomes": ("What the tender asks, and what these certificates come to", "证书要求与对照结果"),
    "files": ("Files", "文件"),
    "number": ("Certificate number", "证书编号"),
    "scheme": ("Assessment", "评价办法"),
    "grade": ("Grade", "等级"),
    "until": ("Until", "有效期至"),
    "meant": ("For criterion", "用于条件"),
    "lot": ("Lot", "标段"),
    "criterion": ("Criterion", "条件"),
    "state": ("Result", "结果"),
    "by": ("By certificate", "所依据的证书"),
    "file": ("File", "文件"),
    "size": ("Bytes", "字节"),
    "digest": ("SHA-256", "SHA-256 摘要"),
    "none": ("none", "无"),
    "digest-of": ("digest {digest}", "摘要 {digest}"),
    "published": ("{who}, {when}", "{who}，{when} 发布"),
    "as-of-opening": (
        "Checked as of the bid opening by the trust data named here; what changes until then changes the result.",
        "按上列信任数据核验至开标时间；此后情况如有变化，结果随之变化。"),
    "as-of-made": (
        "Checked as of {when}: the trust data does not reach to the bid opening. Make the packet again in the last "
        "days before it.",
        "核验时间为 {when}：信任数据不足以核验至开标时间。请在开标前几日重新制作。"),
    "silent": (
        "This packet was made without a network: neither an association nor anybody else was told of it. "
        "Showing it tells nobody for which tender.",
        "本证书包离线制作，没有告知协会或其他任何人。出示本证书包，也不会使任何人得知所投项目。"),
    "silent-browser": (
        "This packet was made in the enterprise's own browser, which fetched all certificates of the enterprise and the "
        "trust data, whatever the tender: neither an association nor anybody else was told of it. Showing it tells nobody "
        "for which tender.",
        "本证书包在企业自己的浏览器中制作，仅取得该企业全部证书和信任数据，与所投项目无关；没有告知协会或其他任何人。"
        "出示本证书包，也不会使任何人得知所投项目。"),
    "proves": (
        "The sheet itself proves nothing: the certificates prove themselves, by their codes or files, and the committee "
        "decides.",
        "本表本身不作证明：请按二维码或文件核验证书，结果由评标委员会认定。"),
}  # fmt: skip
