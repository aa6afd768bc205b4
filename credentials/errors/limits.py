"""Errors of a limit as typed: the part that was read, the known words, an example."""

from signing.errors import Message

_EXAMPLE = (
    "Write “outlet COD <= 30 mg/L” or “removal COD >= 90 %”; in gas the state too, and reference oxygen where"
    " there is one: “outlet NOx <= 50 mg/m3 dry, 6 % O2”. A limit set is asked by its name: “GB 18918 1A”"
    " or “GB 18918 1B”.",
    "请写成“出口 COD <= 30 mg/L”或“去除率 COD >= 90 %”；气体须写明状态，有基准氧含量的一并写明："
    "“出口 NOx <= 50 mg/m3 干基，基准氧含量 6 %”。标准限值可直接写名称：“GB 18918 一级A”或“GB 18918 一级B”。",
)

LIMIT_MESSAGES = {
    "limit-form": Message(
        "{item:quoted} is not a limit: a target, “<=” or “>=”, a number and a unit are wanted.",
        "{item:quoted} 不是限值，应依次为：项目、“<=”或“>=”、数值、单位。",
        *_EXAMPLE,
    ),
    "limit-target": Message(
        "{item:quoted} is not one of the targets of the list.",
        "{item:quoted} 不在污染物与指标清单之列。",
        "Known are, among others: {known:said}. Choose one, or search for it by words.",
        "清单中有：{known:said} 等。请从中选择，或改用文字检索。",
    ),
    "limit-sign": Message(
        "{item:quoted}: an outlet of {target:said} is asked with “<=”, a removal with “>=” and “%”;"
        " {sign:quoted} does not go with it.",
        "{item:quoted}：{target:said} 的出口限值用“<=”，去除率用“>=”和“%”；{sign:quoted} 与之不符。",
        *_EXAMPLE,
    ),
    "limit-number": Message(
        "{item:quoted} is read as the number behind the sign, and is not one.",
        "符号之后应为数值，读到的是 {item:quoted}，无法识别。",
        "Write digits with a point at most: 30, 0.5, 1000; no powers, no commas in thousands. " + _EXAMPLE[0],
        "请只写数字和小数点，如 30、0.5、1000，不用科学计数法和千分位逗号。" + _EXAMPLE[1],
    ),
    "limit-state": Message(
        "{item:quoted} does not say which state of the gas the number is of.",
        "{item:quoted} 未写明气体状态。",
        "Write “dry” or “wet” (both at 0 °C and 101.325 kPa) or “actual” behind the unit:"
        " “outlet NOx <= 50 mg/m3 dry, 6 % O2”.",
        "请在单位之后写明“干基”“湿基”（均指标准状态）或“实际状态”，如：“出口 NOx <= 50 mg/m3 干基，基准氧含量 6 %”。",
    ),
    "limit-unit": Message(
        "{item:quoted} has no unit behind the number {number:quoted}.",
        "{item:quoted} 的数值 {number:quoted} 之后没有单位。",
        "{target:said} is told in {expected:codes}: write one of them behind the number.",
        "请在数值之后写明单位，{target:said} 可用：{expected:codes}。",
    ),
}  # fmt: skip
