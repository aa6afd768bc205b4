"""Archetypes of the example technologies: twenty kinds of treatment over all media, numbers invented.

A row of numbers is (code, measure, target, low, high, unit, influent or gas state, 中文, English); if `low` or
`high` has three values, they belong to the three technologies of the kind.
"""

from typing import NamedTuple

Values = tuple[str, ...]


class Measured(NamedTuple):
    """Indicator; `under` is (lowest, highest, unit) of the influent, or the gas's state and maybe oxygen."""

    code: str
    measure: str
    target: str
    low: Values
    high: Values
    unit: str
    under: tuple[str, ...]
    zh: str
    en: str


class Archetype(NamedTuple):
    """Kind of treatment, and the members of three technologies of it."""

    zh: str
    en: str
    media: tuple[str, ...]
    form: str
    industry: tuple[str, str, str]
    process: str
    applicability: str
    indicators: tuple[Measured, ...]
    energy: tuple[str, str] = ("0.4", "kW.h/m3")


_SEWAGE = ("4620", "污水处理及其再生利用", "sewage treatment")
_CHEMICALS = ("26", "化学原料和化学制品制造业", "chemicals")
_STEEL = ("31", "黑色金属冶炼和压延加工业", "iron and steel")
_POWER = ("4417", "生物质能发电", "power from biomass")
_REFUSE = ("7820", "环境卫生管理", "refuse")
_REMEDIATION = ("7725", "土壤污染治理与修复服务", "soil remediation")
_PRINTING = ("23", "印刷和记录媒介复制业", "printing")
_COATING = ("36", "汽车制造业", "car making")
_NO: Values = ()


def _outlet(target: str, high: str, unit: str, *under: str, zh: str, en: str) -> Measured:
    return Measured(f"outlet-{target}", "outlet", target, _NO, (*high.split(),), unit, under, zh, en)


def _removal(target: str, low: str, *under: str, zh: str, en: str) -> Measured:
    return Measured(f"removal-{target}", "removal", target, (*low.split(),), _NO, "%", under, zh, en)


def _other(code: str, target: str, low: str, high: str, unit: str, *, zh: str, en: str) -> Measured:
    return Measured(code, "other", target, (*low.split(),), (*high.split(),), unit, (), zh, en)


_COD, _TN = (
    {"zh": "出水化学需氧量", "en": "COD at the outlet"},
    {"zh": "总氮去除率", "en": "removal of nitrogen"},
)
ARCHETYPES = (
    Archetype("短程硝化脱氮工艺", "shortcut denitrification", ("water",), "process", _SEWAGE,
        "进水经格栅与沉砂后入缺氧、好氧池，控制溶解氧实现短程硝化，出水经沉淀排放。", "城镇污水与高氨氮工业废水。",
        (_outlet("cod", "30 40 50", "mg/L", "180", "450", "mg/L", **_COD),
         _removal("total-nitrogen", "85 80 75.5", "30", "60", "mg/L", **_TN))),
    Archetype("浸没式超滤膜装备", "submerged ultrafiltration", ("water",), "equipment", _SEWAGE,
        "膜组件浸没于生化池，负压抽吸出水，气水反洗恢复通量。", "城镇污水提标改造与再生水回用。",
        (_outlet("cod", "25 30 35", "mg/L", "150", "400", "mg/L", **_COD),
         _outlet("turbidity", "0.2 0.5 1", "[NTU]", zh="出水浊度", en="turbidity at the outlet")), ("0.6", "kW.h/m3")),
    Archetype("臭氧催化氧化深度处理技术", "catalytic ozonation", ("water",), "process", _CHEMICALS,
        "二级出水加臭氧，经负载型催化剂床层氧化难降解有机物。", "化工园区废水深度处理。",
        (_outlet("cod", "40 50 60", "mg/L", "80", "160", "mg/L", **_COD),
         _removal("phenol", "90 88 85", "0.5", "5", "mg/L", zh="挥发酚去除率", en="removal of phenols")), ("1.2", "kW.h/m3")),
    Archetype("农村生活污水一体化装置", "package plant for villages", ("water", "ecology"), "equipment", _SEWAGE,
        "厌氧、接触氧化与人工湿地组合，太阳能辅助供电。", "日处理五百吨以下的农村生活污水。",
        (_outlet("cod", "50 60 60", "mg/L", "100", "300", "mg/L", **_COD),
         _outlet("ammonia-nitrogen", "5 8 8", "mg/L", "20", "60", "mg/L", zh="出水氨氮", en="ammonia nitrogen at the outlet"))),
    Archetype("焦炉烟气低温脱硝技术", "low-temperature denitrification of coke-oven gas", ("air",), "process", _STEEL,
        "烟气经干法脱硫、布袋除尘后，于低温催化剂床层还原氮氧化物。", "钢铁行业焦炉、烧结烟气治理。",
        (_outlet("nox", "35 50 100", "mg/m3", "dry-standard", "8", zh="出口氮氧化物", en="NOx at the outlet"),
         _outlet("so2", "15 30 35", "mg/m3", "dry-standard", "8", zh="出口二氧化硫", en="SO2 at the outlet")), ("9", "kW.h/t")),
    Archetype("电袋复合除尘器", "electrostatic and fabric filter", ("air",), "equipment", _STEEL,
        "前级静电收尘，后级滤袋精除尘，脉冲清灰。", "钢铁、水泥窑炉烟气除尘。",
        (_outlet("pm", "5 8 10", "mg/m3", "dry-standard", zh="出口颗粒物", en="particulates at the outlet"),), ("6", "kW.h/t")),
    Archetype("蓄热催化燃烧装置", "regenerative catalytic oxidation", ("air", "odour"), "equipment", _COATING,
        "废气经沸石转轮浓缩后进入蓄热催化床，余热回用于脱附。", "喷涂、包装印刷有机废气治理。",
        (_outlet("nmhc", "20 30 50", "mg/m3", "dry-standard", zh="出口非甲烷总烃", en="NMHC at the outlet"),
         _outlet("benzene", "0.5 1 2", "mg/m3", "dry-standard", zh="出口苯系物", en="benzene series at the outlet"))),
    Archetype("垃圾焚烧烟气净化系统", "flue-gas cleaning of refuse incineration", ("air", "solid-waste"), "process", _POWER,
        "半干法脱酸、活性炭喷射、布袋除尘与选择性非催化还原组合。", "生活垃圾焚烧发电厂烟气净化。",
        (_outlet("dioxins", "0.03 0.05 0.1", "ng{TEQ}/m3", "dry-standard", "11", zh="出口二噁英类", en="dioxins at the outlet"),
         _outlet("hydrogen-chloride", "8 10 20", "mg/m3", "dry-standard", "11", zh="出口氯化氢", en="HCl at the outlet")), ("55", "kW.h/t")),
    Archetype("污水处理厂生物除臭滤池", "biological filter against odour", ("odour", "air"), "equipment", _SEWAGE,
        "加盖收集臭气，经预洗涤与生物滤床降解硫化氢、氨。", "污水处理厂、垃圾中转站除臭。",
        (_outlet("hydrogen-sulfide", "0.05 0.06 0.1", "mg/m3", "actual", zh="出口硫化氢", en="H2S at the outlet"),
         _outlet("odour", "500 800 1000", "1", zh="出口臭气浓度", en="odour concentration"))),
    Archetype("污泥低温干化装备", "low-temperature drying of sludge", ("solid-waste",), "equipment", _SEWAGE,
        "脱水污泥成条后在闭式热泵带式干化机内除湿。", "市政与工业污泥减量。",
        (_outlet("moisture", "30 35 40", "%", "75", "85", "%", zh="出泥含水率", en="moisture of the sludge"),), ("240", "kW.h/t")),
    Archetype("厨余垃圾厌氧产沼技术", "biogas from kitchen waste", ("solid-waste", "resource-recovery", "carbon"), "process", _REFUSE,
        "分选制浆、除油后中温厌氧发酵，沼气净化发电，沼渣制肥。", "日处理五十吨以上的厨余垃圾。",
        (_other("recovery-oil", "recovery", "2 2.5 3", "", "%", zh="毛油提取率", en="oil recovered"),), ("35", "kW.h/t")),
    Archetype("建筑垃圾再生骨料生产线", "recycled aggregate from rubble", ("resource-recovery", "solid-waste"), "equipment", _REFUSE,
        "破碎、筛分、风选与水洗，除去轻物质后分级。", "拆除与装修垃圾资源化。",
        (_other("recovery-rate", "recovery", "95 92 90", "", "%", zh="资源化率", en="share recovered"),), ("4", "kW.h/t")),
    Archetype("污染土壤热脱附技术", "thermal desorption of soil", ("soil",), "process", _REMEDIATION,
        "污染土破碎筛分后间接加热脱附，尾气冷凝与氧化处理。", "有机污染场地异位修复。",
        (_outlet("petroleum-hydrocarbons", "200 500 826", "mg/kg", "2000", "20000", "mg/kg", zh="修复后石油烃", en="hydrocarbons after treatment"),
         _removal("pahs", "99 98 95", "10", "500", "mg/kg", zh="多环芳烃去除率", en="removal of PAHs")), ("90", "kW.h/t")),
    Archetype("六价铬污染土壤还原稳定化材料", "reducing agent for chromium in soil", ("soil",), "material", _REMEDIATION,
        "复合还原剂与稳定剂按比例拌和，养护后浸出达标。", "铬盐、电镀污染场地。",
        (_outlet("chromium-vi", "1 2 3", "mg/kg", "50", "800", "mg/kg", zh="修复后六价铬", en="chromium VI after treatment"),)),
    Archetype("地下水渗透反应墙", "permeable reactive barrier", ("groundwater",), "process", _REMEDIATION,
        "垂直水流方向设零价铁反应墙，原位还原重金属与氯代烃。", "浅层地下水污染羽阻隔。",
        (_removal("arsenic", "90 85 80", "0.05", "1", "mg/L", zh="砷去除率", en="removal of arsenic"),)),
    Archetype("轨道交通全封闭声屏障", "enclosed noise barrier", ("noise",), "equipment", ("54", "道路运输业", "road and rail"),
        "吸隔声单元板全封闭安装，接缝密封。", "城市轨道交通高架线路降噪。",
        (_other("noise-inside", "noise", "", "55 58 60", "dB[A]", zh="敏感点夜间声级", en="level at night"),)),
    Archetype("管道浮筑隔振技术", "floating mount of pipes", ("vibration", "noise"), "material", ("48", "土木工程建筑业", "civil works"),
        "弹性支座与阻尼层组合，隔断管道振动传递。", "泵房、冷站设备隔振。",
        (_other("noise-room", "noise", "", "35 38 40", "dB[A]", zh="相邻房间声级", en="level next door"),)),
    Archetype("放射性废水膜浓缩装置", "membrane concentration of radioactive water", ("radiation", "water"), "equipment", ("44", "电力、热力生产和供应业", "power"),
        "预过滤、反渗透与离子交换组合，浓缩液固化。", "核医学与核设施低放废水。",
        (_removal("salinity", "99.5 99 98", "200", "2000", "mg/L", zh="溶解性总固体去除率", en="removal of salts"),), ("3", "kW.h/m3")),
    Archetype("固定污染源在线监测系统", "continuous monitoring of stacks", ("monitoring", "air"), "monitoring", _STEEL,
        "冷干抽取法测定，低浓度颗粒物抽取激光散射。", "超低排放烟气在线监测。",
        (_other("detection-pm", "pm", "", "0.5 1 1", "mg/m3", zh="颗粒物检出限", en="limit of detection"),), ("0.02", "kW.h/t")),
    Archetype("矿山边坡生态修复技术", "restoration of quarry slopes", ("ecology", "carbon"), "process", ("11", "开采专业及辅助性活动", "mining services"),
        "挂网客土喷播，乡土草灌混播，节水养护。", "露天矿山高陡边坡。",
        (_other("cover", "vegetation-cover", "90 85 80", "", "%", zh="一年后植被覆盖度", en="plant cover after a year"),), ("0.5", "kW.h/m3")),
)  # fmt: skip
"""Archetypes over all the media of the closed list."""
