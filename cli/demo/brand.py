"""Brand of the demo's pages: the fictional association of Chongqing, every word marked 示例."""

from importlib.resources import as_file, files

from keys_example import CHONGQING
from web.brand.settings import BrandSettings


def demo_brand() -> BrandSettings:
    """Return the demo's brand, with an emblem drawn for it."""
    with as_file(files("cli.demo") / "emblem.svg") as emblem:
        return BrandSettings.model_validate(
            {
                "party": CHONGQING,
                "short_name": {"zh": "重庆示例环协", "en": "CQEPIA (Example)"},
                "registry": {
                    "zh": "川渝环境产业互认登记（示例）",
                    "en": "Chongqing-Sichuan recognition register (example)",
                },
                "operator": {"zh": "本机演示程序（示例）", "en": "the demo on this machine (example)"},
                "emblem": emblem,
                "contact": {
                    "phone": "023-00000000",
                    "email": "office@cq.huren.example",
                    "address": {
                        "zh": "重庆市示例路 1 号（示例）",
                        "en": "1 Example Road, Chongqing (example)",
                    },
                    "hours": {"zh": "工作日 9:00–17:00（示例）", "en": "weekdays 9:00–17:00 (example)"},
                },
                "objections": {
                    "email": "objections@cq.huren.example",
                    "address": {
                        "zh": "同上，异议受理处（示例）",
                        "en": "the same, for objections (example)",
                    },
                },
            }
        )
