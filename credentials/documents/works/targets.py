"""Targets of technologies: pollutants and parameters, a closed list, each with its quantities."""

from collections.abc import Mapping
from typing import NamedTuple

WATER = ("mass-in-liquid",)
GAS = ("mass-in-gas",)
SOLID = ("mass-in-solid",)


class Target(NamedTuple):
    """A pollutant or parameter: the quantities of its outlet, then its name in English and Chinese."""

    quantities: tuple[str, ...]
    en: str
    zh: str


TARGETS: Mapping[str, Target] = {
    # water
    "cod": Target(WATER, "COD", "化学需氧量"),
    "bod5": Target(WATER, "BOD5", "五日生化需氧量"),
    "ss": Target(WATER, "suspended solids", "悬浮物"),
    "ammonia-nitrogen": Target(WATER, "ammonia nitrogen", "氨氮"),
    "total-nitrogen": Target(WATER, "total nitrogen", "总氮"),
    "total-phosphorus": Target(WATER, "total phosphorus", "总磷"),
    "oil": Target(WATER, "oil and grease", "石油类和动植物油"),
    "anionic-surfactants": Target(WATER, "anionic surfactants", "阴离子表面活性剂"),
    "fluoride": Target((*WATER, *GAS), "fluoride", "氟化物"),
    "cyanide": Target(WATER, "cyanide", "氰化物"),
    "phenol": Target(WATER, "volatile phenols", "挥发酚"),
    "sulfide": Target(WATER, "sulfide", "硫化物"),
    "salinity": Target(WATER, "dissolved salts", "溶解性总固体"),
    "ph": Target(("ph",), "pH", "酸碱度"),
    "turbidity": Target(("turbidity",), "turbidity", "浊度"),
    "colour": Target(("dilution",), "colour", "色度"),
    "coliforms": Target(("count-in-liquid",), "faecal coliforms", "粪大肠菌群"),
    # air; some of it in water or soil as well
    "so2": Target(GAS, "sulfur dioxide", "二氧化硫"),
    "nox": Target(GAS, "nitrogen oxides", "氮氧化物"),
    "pm": Target(GAS, "particulate matter", "颗粒物"),
    "pm2-5": Target(GAS, "fine particulate matter", "细颗粒物"),
    "vocs": Target((*GAS, *SOLID), "volatile organic compounds", "挥发性有机物"),
    "nmhc": Target(GAS, "non-methane hydrocarbons", "非甲烷总烃"),
    "benzene": Target((*WATER, *GAS, *SOLID), "benzene series", "苯系物"),
    "hydrogen-sulfide": Target(GAS, "hydrogen sulfide", "硫化氢"),
    "ammonia": Target(GAS, "ammonia", "氨"),
    "hydrogen-chloride": Target(GAS, "hydrogen chloride", "氯化氢"),
    "carbon-monoxide": Target(GAS, "carbon monoxide", "一氧化碳"),
    "dioxins": Target(("teq-in-gas",), "dioxins", "二噁英类"),
    "odour": Target(("number",), "odour concentration", "臭气浓度"),
    "carbon-dioxide": Target(("mass-rate", "ratio"), "carbon dioxide", "二氧化碳"),
    "methane": Target(("mass-rate", "ratio"), "methane", "甲烷"),
    # metals and organic compounds, in whatever they are
    "mercury": Target((*WATER, *GAS, *SOLID), "mercury", "汞"),
    "cadmium": Target((*WATER, *GAS, *SOLID), "cadmium", "镉"),
    "lead": Target((*WATER, *GAS, *SOLID), "lead", "铅"),
    "arsenic": Target((*WATER, *GAS, *SOLID), "arsenic", "砷"),
    "chromium": Target((*WATER, *GAS, *SOLID), "total chromium", "总铬"),
    "chromium-vi": Target((*WATER, *SOLID), "hexavalent chromium", "六价铬"),
    "nickel": Target((*WATER, *SOLID), "nickel", "镍"),
    "copper": Target((*WATER, *SOLID), "copper", "铜"),
    "zinc": Target((*WATER, *SOLID), "zinc", "锌"),
    "petroleum-hydrocarbons": Target((*WATER, *SOLID), "petroleum hydrocarbons", "石油烃"),
    "pahs": Target((*WATER, *SOLID), "polycyclic aromatic hydrocarbons", "多环芳烃"),
    # solids, noise, ecology
    "moisture": Target(("ratio",), "moisture", "含水率"),
    "loss-on-ignition": Target(("ratio",), "loss on ignition", "热灼减率"),
    "recovery": Target(("ratio", "mass-rate"), "material recovered", "资源回收"),
    "noise": Target(("sound-level",), "noise", "噪声"),
    "vibration": Target(("number",), "vibration", "振动"),
    "vegetation-cover": Target(("ratio",), "plant cover", "植被覆盖度"),
    "radon": Target(("number",), "radon", "氡"),
    "sludge": Target(("mass-rate", "ratio"), "sludge", "污泥"),
}
"""By the code that is signed."""
