"""A resolution of today that adopts one document."""

ADOPTING = """number = "示例 2026-1"
resolvedOn = 2026-05-10

[meeting]
title = {zh = "示例会议", en = "Example"}
place = "示例市"
from = 2026-05-10
until = 2026-05-10

[[items]]
title = {zh = "示例", en = "Example"}
text = {zh = "示例"}
decision = "adopted"
refers = [{kind = "standard", digest = "DIGEST"}]
"""
"""The draft: `DIGEST` is what it adopts, `standard` what kind that is of."""
