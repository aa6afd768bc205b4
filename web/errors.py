"""Refusals of this floor: brand settings that no page can show, or that would mislead."""

from collections.abc import Mapping
from typing import ClassVar

from credentials.words.speech import SpokenError
from signing.errors import Message


class BrandError(SpokenError):
    """A refused brand; `field` is the setting."""

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
        "emblem-element": Message(
            "Line {line:number} of the emblem: the element {found:quoted} is not taken, or not at this place.",
            "徽标第 {line:number} 行：不接受元素 {found:quoted}，或其位置不对。",
            "An emblem is one “svg” (xmlns=\"http://www.w3.org/2000/svg\") of {known:codes}. Turn everything else into paths, or delete it.",
            "徽标由一个“svg”构成，命名空间为“http://www.w3.org/2000/svg”，其中可用 {known:codes}。其余请转换为路径，或删去。"),
        "emblem-attribute": Message(
            "Line {line:number} of the emblem: {element:quoted} may not have the attribute {found:quoted}.",
            "徽标第 {line:number} 行：{element:quoted} 不得有属性 {found:quoted}。",
            "Delete it: an emblem runs no script and opens no address.", "请删去：徽标不运行脚本，也不打开网址。"),
        "emblem-count": Message(
            "The emblem has more than {limit:number} elements.", "徽标超过 {limit:number} 个元素。",
            "Join shapes of one colour into one path.", "请将同色图形合并为一条路径。"),
        "emblem-empty": Message(
            "The emblem has no shape in it.", "徽标中没有图形。",
            "Draw at least one; turn letters into paths.", "请至少画一个图形；文字请转换为路径。"),
        "emblem-contrast": Message(
            "The emblem cannot be seen on the head: no colour in it has a contrast of {least:text} with {grounds:codes}.",
            "徽标在页首上看不清：其中没有颜色与 {grounds:codes} 的对比度达到 {least:text}。",
            "Draw it in light colours, written as “#rrggbb”, or in “currentcolor”.",
            "请用浅色（写作“#rrggbb”）或“currentcolor”绘制。"),
        "accent-contrast": Message(
            "{colour:quoted} is too light for {field:quoted}: the text on it has a contrast of {ratio:text}, and {least:text} is needed.",
            "{field:quoted} 的颜色 {colour:quoted} 过浅：其上文字的对比度为 {ratio:text}，须达到 {least:text}。",
            "The nearest colour that will do is {near:quoted}.", "请改用最接近的可用颜色 {near:quoted}。"),
        "accent-alone": Message(
            "{field:quoted} is set without “brand.accent”.", "设置了 {field:quoted}，但没有“brand.accent”。",
            "Set both, or neither.", "请同时设置，或都不设置。"),
        "brand-party": Message(
            "{party:party} is not a party of the agreement.", "{party:party} 不是互认协议的成员。",
            "Set {field:quoted} to one of {parties:codes}, or leave it out.",
            "请将 {field:quoted} 设为 {parties:codes} 之一，或将其删去。"),
        "brand-elsewhere": Message(
            "The records of {party:party} are kept by another node, so this one cannot speak for it.",
            "{party:party} 的记录由另一节点保存，本节点不能以其名义出现。",
            "Set {field:quoted} to the association whose log is kept here, or take it out of “other_nodes”.",
            "请将 {field:quoted} 设为日志由本节点保存的协会，或将其从“other_nodes”中移除。"),
        "brand-unwritten": Message(
            "The log of {party:party} is not here, so a page in its name must say who runs this node.",
            "{party:party} 的日志不由本节点保存，以其名义显示的页面须说明本节点由谁运行。",
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
