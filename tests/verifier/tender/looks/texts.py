"""Texts of pages, with scheme titles and bidders' codes, and whether the page reads like a certificate."""

from tests.verifier.tender.opening import A, B

TITLE = "重庆环境污染治理服务能力（示例）"
TEXTS: tuple[tuple[str, list[str], list[str], bool], ...] = (
    (f"证书\n{TITLE}\n甲级", [TITLE], [A], True),
    ("重 庆 环 境\n污染治理服务能力(示例)", [TITLE], [A], True),
    (f"证书编号 CQ-1\n{A}", [TITLE], [A], True),
    (f"证书编号：CQ-1 {A.lower()}", [TITLE], [B, A], True),
    (f"证书编号 CQ-1\n{B}", [TITLE], [A], False),
    (f"统一社会信用代码 {A}", [TITLE], [A], False),
    ("投标函\n致：示例区生态环境局", [TITLE], [A], False),
    ("", [TITLE, ""], [A, ""], False),
    ("证书编号", [""], [""], False),
)
