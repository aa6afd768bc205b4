"""A brand with every member that a brand may have."""

from typing import Any

from keys_example import SICHUAN

BRAND: dict[str, Any] = {
    "party": SICHUAN,
    "short_name": {"zh": "川环协", "en": "SCEPIA"},
    "registry": {"zh": "川渝环境产业互认登记", "en": "Chongqing–Sichuan register"},
    "operator": {"zh": "示例信息中心", "en": "Example data centre"},
    "accent": "#1d3f72",
    "contact": {"phone": "028-86000000", "email": "office@sc.huren.example"},
    "objections": {"address": {"zh": "成都市示例路 1 号", "en": "1 Example Road, Chengdu"}},
}
