"""What this floor refuses: the settings of a brand that no page can show, or that would mislead."""

from collections.abc import Mapping
from typing import ClassVar

from credentials.words.speech import SpokenError
from signing.errors import Message


class BrandError(SpokenError):
    """A brand that is not taken; `field` is the setting."""

    MESSAGES: ClassVar[Mapping[str, Message]] = {
        "emblem-missing": Message(
            "There is no emblem that can be read at {path:path}.", "{path:path} 处没有可读取的徽标。",
            "Set {field:quoted} to the path of an SVG file that the node may read.",
            "请将 {field:quoted} 设为节点可读取的 SVG 文件路径。"),
        "emblem-size": Message(
            "The emblem has more than {limit:number} bytes.", "徽标超过 {limit:number} 字节。",
            "Simplify the drawing: fewer points, fewer decimals, no picture in it.",
            "请简化图形：减少节点与小数位数，不要嵌入位图。"),
        "emblem-text": Message(
            "The emblem is not text in UTF-8.", "徽标不是 UTF-8 文本。",
            "Export it as a plain SVG file in UTF-8; a compressed one (.svgz) or a picture is not read.",
            "请导出为 UTF-8 编码的普通 SVG；不读取压缩文件（.svgz）和位图。"),
        "emblem-xml": Message(
            "Line {line:number} of the emblem is not XML.", "徽标第 {line:number} 行不是 XML。",
            "Export the file again with a drawing program.", "请用绘图软件重新导出。"),
        "emblem-declaration": Message(
            "Line {line:number} of the emblem holds a document type or an instruction to a program.",
            "徽标第 {line:number} 行含有文档类型声明或处理指令。",
            "Remove the line that begins with {found:quoted}; a drawing needs none.",
            "请删去以 {found:quoted} 开头的内容，图形不需要它。"),
        "emblem-namespace": Message(
            "Line {line:number} of the emblem: {found:quoted} belongs to another language than SVG.",
            "徽标第 {line:number} 行：{found:quoted} 不属于 SVG。",
            "Export it as “plain SVG”, or delete it.", "请导出为“普通 SVG”，或将其删去。"),
        "emblem-element": Message(
            "Line {line:number} of the emblem: the element {found:quoted} is not taken, or not at this place.",
            "徽标第 {line:number} 行：不接受元素 {found:quoted}，或其位置不对。",
            "An emblem is one “svg” of {known:codes}. Turn everything else into paths, or delete it.",
            "徽标由一个“svg”构成，其中可用 {known:codes}。其余请转换为路径，或删去。"),
        "emblem-attribute": Message(
            "Line {line:number} of the emblem: {element:quoted} may not have the attribute {found:quoted}.",
            "徽标第 {line:number} 行：{element:quoted} 不得有属性 {found:quoted}。",
            "Delete it. Colours are written as “fill” and “stroke”, never as a style or a class.",
            "请删去。颜色请写成“fill”与“stroke”，不要写成样式或类。"),
        "emblem-value": Message(
            "Line {line:number} of the emblem: {found:quoted} of {element:quoted} is {value:quoted}.",
            "徽标第 {line:number} 行：{element:quoted} 的 {found:quoted} 为 {value:quoted}。",
            "Write {expected:said}", "应为{expected:said}"),
        "emblem-words": Message(
            "Line {line:number} of the emblem holds text.", "徽标第 {line:number} 行含有文字。",
            "Turn letters into paths; the name stands beside the emblem anyway.",
            "请将文字转换为路径；名称本来就显示在徽标旁。"),
        "emblem-count": Message(
            "The emblem has more than {limit:number} elements, or more than {depth:number} within each other.",
            "徽标超过 {limit:number} 个元素，或嵌套超过 {depth:number} 层。",
            "Join shapes of one colour into one path, and ungroup them.",
            "请将同色图形合并为一条路径，并取消编组。"),
        "emblem-view": Message(
            "The emblem has no {found:quoted} of four numbers, or is more than twice as long as wide.",
            "徽标没有由四个数构成的 {found:quoted}，或长边超过短边的两倍。",
            "Set it on “svg”, such as {example:quoted}, about as wide as high.",
            "请在“svg”上设置，例如 {example:quoted}，宽高相近。"),
        "emblem-empty": Message(
            "The emblem draws nothing that can be seen.", "徽标中没有看得见的图形。",
            "Give it at least one shape that has a size, and a fill or a stroke.",
            "请至少画一个有大小、有填充或描边的图形。"),
        "emblem-outside": Message(
            "Nothing that the emblem draws can be seen: its shapes lie outside the “viewBox” {view:quoted}, or are smaller than 1/{share:number} of it.",
            "徽标所画的图形都看不见：它们在“viewBox” {view:quoted} 之外，或不足其 1/{share:number}。",
            "Set “viewBox” to where the shapes are, or move them into it; a “scale” must not be 0.",
            "请将“viewBox”设为图形所在的范围，或将图形移入其中；“scale”不得为 0。"),
        "emblem-contrast": Message(
            "The emblem cannot be seen on the head: no colour in it has a contrast of {least:text} with {grounds:codes}.",
            "徽标在页首上看不清：其中没有颜色与 {grounds:codes} 的对比度达到 {least:text}。",
            "Draw it in light colours, or in “currentcolor”.", "请用浅色或“currentcolor”绘制。"),
        "accent-contrast": Message(
            "{colour:quoted} is too light for {field:quoted}: the text on it has a contrast of {ratio:text}, and {least:text} is needed.",
            "{field:quoted} 的颜色 {colour:quoted} 过浅：其上文字的对比度为 {ratio:text}，须达到 {least:text}。",
            "The nearest colour that will do is {near:quoted}.", "最接近的可用颜色为 {near:quoted}。"),
        "accent-alone": Message(
            "{field:quoted} is set without “brand.accent”.", "设置了 {field:quoted}，但没有“brand.accent”。",
            "Set both, or neither.", "请同时设置，或都不设置。"),
        "brand-party": Message(
            "{party:party} is no party of the agreement.", "{party:party} 不是互认协议的成员。",
            "Set {field:quoted} to one of {parties:codes}, or leave it out.",
            "请将 {field:quoted} 设为 {parties:codes} 之一，或将其删去。"),
        "brand-elsewhere": Message(
            "The records of {party:party} are kept by another node, so this one cannot speak for it.",
            "{party:party} 的记录由另一节点保存，本节点不能以其名义出现。",
            "Set {field:quoted} to the association whose log is kept here, or take it out of “other_nodes”.",
            "请将 {field:quoted} 设为日志在此处的协会，或将其从“other_nodes”中移除。"),
        "brand-unwritten": Message(
            "The log of {party:party} is not here, so a page in its name must say who runs this node.",
            "{party:party} 的日志不在此处，以其名义显示的页面须说明本节点由谁运行。",
            "Set {field:quoted}, admit the records of that association (huren admit), or set another “brand.party”.",
            "请设置 {field:quoted}，或收录该协会的记录（huren admit），或改设“brand.party”。"),
        "brand-short": Message(
            "{found:quoted} does not shorten {name:quoted}.", "{found:quoted} 不是 {name:quoted} 的简称。",
            "Use characters of that name in their order, or beginnings of its words, the last word among them, and no "
            "signs; the short name of the province may stand in front. Without a party there is no short name.",
            "请按顺序取该名称中的字（英文取各词开头），须含最后一词（如“协会”），不含符号，前面可加省份简称；"
            "没有设定协会时不得设简称。"),
        "brand-ambiguous": Message(
            "{found:quoted} could also be short for {name:quoted}.", "{found:quoted} 也可能是 {name:quoted} 的简称。",
            "Write what tells the two apart.", "请写出能区分两者的简称。"),
        "brand-other": Message(
            "{found:quoted} in {field:quoted} names another party of the agreement, {name:quoted}.",
            "{field:quoted} 中的 {found:quoted} 指向互认协议的另一成员 {name:quoted}。",
            "Write what is said of this node alone; the party that it speaks for is set as “brand.party”.",
            "请只写本节点自己的内容；本节点代表的成员请设为“brand.party”。"),
    }  # fmt: skip
