"""Refusals of the command itself, before any floor below is asked: usage and files."""

from collections.abc import Mapping
from typing import ClassVar

from credentials.words.speech import SpokenError
from signing.errors import Message
from terminal.errors.keys import KEY_MESSAGES
from terminal.errors.node import NODE_MESSAGES

_HELP_EN, _HELP_ZH = "See “{command:text} --help”.", "请用“{command:text} --help”查看用法。"


class CommandError(SpokenError):
    """Refusal of a command that cannot be carried out as typed."""

    MESSAGES: ClassVar[Mapping[str, Message]] = {
        **KEY_MESSAGES,
        **NODE_MESSAGES,
        "usage": Message(
            "The command cannot be read as it was typed.", "无法读懂所输入的命令。", _HELP_EN, _HELP_ZH),
        "option-unknown": Message(
            "There is no option {name:text}.", "没有选项 {name:text}。",
            "{guess:said}" + _HELP_EN, "{guess:said}" + _HELP_ZH),
        "command-unknown": Message(
            "There is no command {name:quoted}.", "没有命令 {name:quoted}。",
            "{guess:said}" + _HELP_EN, "{guess:said}" + _HELP_ZH),
        "command-missing": Message(
            "A command is missing.", "缺少命令。", _HELP_EN, _HELP_ZH),
        "argument-missing": Message(
            "What is to be given is missing: {name:quoted}.", "缺少参数 {name:quoted}。", _HELP_EN, _HELP_ZH),
        "argument-extra": Message(
            "{text:quoted} is more than the command takes.", "多出的内容 {text:quoted} 不属于此命令。", _HELP_EN, _HELP_ZH),
        "option-empty": Message(
            "The option {name:text} needs a value.", "选项 {name:text} 须带取值。", _HELP_EN, _HELP_ZH),
        "option-bare": Message(
            "The option {name:text} takes no value.", "选项 {name:text} 不带取值。", _HELP_EN, _HELP_ZH),
        "value-choice": Message(
            "{name:text} does not take {text:quoted}.", "{name:text} 不接受 {text:quoted}。",
            "Use one of {expected:codes}.", "请使用下列取值之一：{expected:codes}。"),
        "value-range": Message(
            "{name:text} does not take {text:quoted}.", "{name:text} 不接受 {text:quoted}。",
            "It must be {expected:values}.", "请更正，应{expected:values}。"),
        "value-type": Message(
            "{name:text} does not take {text:quoted}.", "{name:text} 不接受 {text:quoted}。",
            "Write {expected:type}.", "请更正，须为 {expected:type}。"),
        "value-unfit": Message(
            "{name:text} does not take {text:quoted}.", "{name:text} 不接受 {text:quoted}。", _HELP_EN, _HELP_ZH),
        "value-officer": Message(
            "{text:quoted} names no officer's key.", "{text:quoted} 不符合核验人密钥的写法。",
            "Write {form:text}, with the line of the officer's .pub file after the last colon.",
            "请写作 {form:text}，最后一个冒号之后为核验人 .pub 文件中的一行。"),
        "demo-node": Message(
            "The node at {address:quoted} does not answer as it should.", "节点 {address:quoted} 的应答不符合预期。",
            "Run the demo again; if it stays so, serve it by hand and read what it says: huren serve.",
            "请重新运行演示；若仍如此，请手动启动并查看其输出：huren serve。"),
        "peers-missing": Message(
            "There is no node to take anything from.", "没有可获取内容的节点。",
            "Name the nodes of other associations under peers in huren.toml, or a copy of a tree: --from-tree DIR.",
            "请在“huren.toml”的“peers”中列出其他协会的节点，或用 --from-tree 指定静态目录副本。"),
        "peer-unlisted": Message(
            "There is no log here called {typed:quoted}.", "本库没有名为{typed:quoted}的日志。",
            "Type one of these, or nothing for all: {known:codes}.", "请填写以下之一，或不填以处理全部：{known:codes}。"),
        "tree-without-logs": Message(
            "{path:path} holds no log of another association.", "{path:path} 中没有其他协会的日志。",
            "Give the folder or bucket that the other node publishes (huren publish), whole, not one of the folders in it.",
            "请给出对方节点发布的整个文件夹或存储桶（huren publish），而不是其中的某个子文件夹。"),
        "proof-unproven": Message(
            "{path:path} proves nothing by the keys that are known here.", "用本登记库已知的密钥，无法证实 {path:path} 所载内容。",
            "Check that it is the whole file, and take the newest key lists first: huren sync.", "请确认文件完整，并先取得最新的密钥清单：huren sync。"),
        "file-missing": Message(
            "There is no file or folder {path:path}.", "没有文件或文件夹 {path:path}。",
            "Check the path; names with spaces need quotation marks.", "请检查路径；含空格的名称要加引号。"),
        "file-unreadable": Message(
            "{path:path} cannot be read: {why:quoted}.", "无法读取 {path:path}：{why:quoted}。",
            "Check that it is a file and that you may read it.", "请确认它是文件，且您有读取权限。"),
        "file-too-large": Message(
            "{path:path} has more than {limit:number} bytes.", "{path:path} 超过 {limit:number} 字节。",
            "Check that this is the right file.", "请核对是否选错了文件。"),
        "file-unwritable": Message(
            "{path:path} cannot be written: {why:quoted}.", "无法写入 {path:path}：{why:quoted}。",
            "Choose another place, or make room and check the permissions.", "请换一个位置，或检查磁盘空间与写入权限。"),
        "file-exists": Message(
            "{path:path} exists already.", "{path:path} 已存在。",
            "Choose another name, or move the old file away{more:said}.", "请换一个文件名，或先移走旧文件{more:said}。"),
        "file-kind": Message(
            "{path:path} is not a file of signed records.", "{path:path} 不是已签署记录的文件。",
            "Give the JSON. A picture or PDF of a certificate is for “huren verify”, a sheet for “huren issue”.",
            "请给出 JSON 文件。证书的图片或 PDF 请用“huren verify”核验，表格请用“huren issue”签发。"),
        "file-no-part": Message(
            "{path:path} holds no records that are published beside a bundle.", "{path:path} 不是随信任包公布的记录文件。",
            "Give the file “technologies.json” of the association's site.", "请给出协会网站的“technologies.json”文件。"),
        "file-not-text": Message(
            "{path:path} is not UTF-8 text.", "{path:path} 不是 UTF-8 文本。",
            "Save it as UTF-8.", "请另存为 UTF-8。"),
        "file-no-record": Message(
            "{path:path} is not a record of a bid opening.", "{path:path} 不是开标核验记录。",
            "Give pack.zip or receipt.json, as huren tender check wrote them.",
            "请给出 huren tender check 写出的归档包（pack.zip）或回执（receipt.json）。"),
        "paper-changed": Message(
            "{path:path} was changed while the bids were checked.", "{path:path} 在核验过程中被改动。",
            "Run the same command again; nothing was written.", "请重新运行同一命令；尚未写出任何文件。"),
        "record-no-pack": Message(
            "{path:path} is a receipt alone; to check it again its papers are needed.", "{path:path} 只是回执；重新核验还需要其所依据的文件。",
            "Give the pack of the record (pack.zip).", "请给出该记录的归档包（pack.zip）。"),
        "first-other": Message(
            "{path:path} is the record of another tender: {other:quoted}, not {number:quoted}.",
            "{path:path} 是另一招标的记录：{other:quoted}，而不是 {number:quoted}。",
            "With --first give the record of the opening of this tender.", "请用 --first 指定本次招标的开标记录。"),
        "packet-holders": Message(
            "These are certificates of several enterprises: {names:list}.", "所给证书属于多家企业：{names:list}。",
            "Make a packet for each; a consortium hands in one a member.", "请为每家企业各制作一份；联合体由各成员分别制作。"),
        "packet-no-credential": Message(
            "{path:path} holds no certificate of an assessment that can be read.", "{path:path} 中没有可读取的评价证书。",
            "Give the JSON, the text of the code or the PDF that the association issued.", "请给出协会签发的 JSON、码内文本或 PDF 文件。"),
        "packet-nothing-held": Message(
            "No certificate of {uscc:text} is held here.", "本机没有 {uscc:text} 的凭证。",
            "Check the code, name the certificates as files, or give a register (.huren-register) as --bundle.",
            "请核对代码，或以文件指明证书，或用 --bundle 给出登记数据文件（.huren-register）。"),
        "packet-empty": Message(
            "No certificate counts for this tender; nothing was written.", "没有一份证书可用于此招标，未写出任何文件。",
            "The row above says why. Name a certificate to hand it in nevertheless.", "原因见以上结果。仍要提交的，请指明该证书。"),
        "packet-too-long": Message(
            "The lots ask {number:number} criteria together; a packet takes {limit:number}.", "所选标段共有 {number:number} 项条件，一份证书包至多 {limit:number} 项。",
            "Choose lots with --lot.", "请用 --lot 选择标段。"),
        "file-not-toml": Message(
            "{path:path} is not TOML: {why:quoted}.", "{path:path} 不是 TOML：{why:quoted}。",
            "Mend the line, or give the same as JSON.", "请更正该行，或改用同样内容的 JSON 文件。"),
        "file-is-toml": Message(
            "{path:path} holds TOML, and its name says JSON.", "{path:path} 的内容是 TOML，扩展名却是 JSON。",
            "Name it {name:quoted}.", "请改名为 {name:quoted}。"),
        "resolution-absent": Message(
            "There is no resolution of the number or digest {reference:quoted} here.", "本登记库中没有编号或摘要为 {reference:quoted} 的决议。",
            "See huren resolution list; take what others signed first: huren import, huren sync.",
            "请用 huren resolution list 查看；对方签署的须先用 huren import 或 huren sync 取得。"),
        "standard-absent": Message(
            "There is no standard of the code or digest {reference:quoted} here.", "本登记库中没有代码或摘要为 {reference:quoted} 的标准。",
            "See huren standard list; take what others signed first: huren import, huren sync.",
            "请用 huren standard list 查看；对方签署的须先用 huren import 或 huren sync 取得。"),
        "no-survey": Message(
            "it is a {found:record}, not a survey.", "它是“{found:record}”，不是自愿填报方案。",
            "Name a survey: huren survey list.", "请指定一个自愿填报方案：huren survey list。"),
        "survey-others": Message(
            "the survey is one of {issuer:party}.", "该方案由 {issuer:party} 提出。",
            "An association reports what it asked itself: name one of your own.", "协会只公布本协会填报方案的汇总：请指定本协会的方案。"),
        "survey-unadopted": Message(
            "no resolution here that all parties signed adopts the survey {digest:digest}.", "本库中未见各方签署、通过该方案（{digest:digest}）的决议。",
            "Have it adopted first: cite it in an item as kind survey.", "请先经决议通过：在议项中引用其摘要，类型为自愿填报方案。"),
        "scheme-absent": Message(
            "{path:path}: {field:member} names no scheme of the agreement: {scheme:quoted}.",
            "{path:path}：{field:member} 所列 {scheme:quoted} 不是协议中的评价办法。",
            "Use one of {known:codes}.", "请使用下列评价办法之一：{known:codes}。"),
        "draft-workbook": Message(
            "Drafts are neither workbooks nor word files: {path:path}.", "草稿不用电子表格或文字处理文件：{path:path}。",
            "Give a name that ends in .md (Markdown) or .toml.", "请改用以“.md”或“.toml”结尾的文件名。"),
        "json-width": Message(
            "{path:path}, line {line:number}, character {column:number} is a full-width character: {found:said}",
            "{path:path} 第 {line:number} 行第 {column:number} 个字符是全角字符：{found:said}",
            "Type this in its place: {meant:said}", "请改为半角字符：{meant:said}"),
        "json-comma": Message(
            "{path:path}, line {line:number}, character {column:number}: nothing follows this comma.",
            "{path:path} 第 {line:number} 行第 {column:number} 个字符的逗号之后没有内容。",
            "Delete the comma.", "请删去该逗号。"),
        "json-broken": Message(
            "{path:path} cannot be read as JSON from line {line:number}, character {column:number} on.",
            "{path:path} 自第 {line:number} 行第 {column:number} 个字符起不能按 JSON 读取。",
            "Look just before it for a comma, quotation mark or bracket that is missing or too many.", "请检查该处及其前面是否缺少或多出逗号、引号、括号。"),
        "workbook-cells": Message(
            "The workbook {path:path} has {count:number} cells to mend.", "工作簿 {path:path} 有 {count:number} 处单元格需要修正。",
            "Mend the cells that are listed; --errors FILE writes the workbook with the errors beside its rows.",
            "请修正以上各处；用 --errors FILE 可写回各页并在行旁注明错误。"),
        "file-no-front": Message(
            "{path:path} does not begin with its members between two lines of +++.", "{path:path} 开头缺少用两行 +++ 围起的各项。",
            "Begin with such lines as a template has them: huren resolution template, huren standard template.",
            "请照模板补上，模板用 huren resolution template 或 huren standard template 写出。"),
        "withheld-differs": Message(
            "{path:path} keeps another text of item {item:number}.", "{path:path} 中保存的第 {item:number} 项文本与此不同。",
            "If that text was never signed, move the file away and try again; else put the text back.",
            "如该文本从未签署，请移走该文件后重试；否则请恢复原文本。"),
        "bidder-folder": Message(
            "The folder {folder:quoted} of bidder {bidder:quoted} lies outside of the papers.",
            "投标人 {bidder:quoted} 的文件夹 {folder:quoted} 不在投标文件之内。",
            "Name it as a path below the folder of the list of bidders (or of --papers), with /.",
            "请写成投标人名单所在文件夹（或 --papers 所指文件夹）之下的路径，以 / 分隔。"),
        "time-typed": Message(
            "“{text:text}” is not a time of the years 1970 to 2199.", "“{text:text}”不是 1970 至 2199 年间的时间。",
            "Write a date (2026-05-01, 2026/5/1, 20260501) or a time, in +08:00 (“2026-05-01T09:30”).",
            "请写日期（2026-05-01、2026年5月1日、20260501）或北京时间的时刻（“2026-05-01T09:30”）。"),
        "day-typed": Message(
            "“{text:text}” is not a date of the years 1970 to 2199.", "“{text:text}”不是 1970 至 2199 年间的日期。",
            "Write it like 2026-05-01, 2026/5/1 or 20260501.", "请写成 2026-05-01、2026年5月1日或 20260501 的样子。"),
        "day-nonexistent": Message(
            "No calendar has the day “{text:text}”.", "“{text:text}”在日历上不存在。",
            "Check the month and the day.", "请核对月份和日期。"),
        "at-after-now": Message(
            "{at:moment} (--at) is later than now ({now:moment}); nobody can know yet.",
            "--at 所填的 {at:moment} 晚于当前时间 {now:moment}，届时情况尚无从得知。",
            "Ask about today or an earlier day; whether the term reaches so far: --through {day:day}.",
            "请改为今天或更早的日期；有效期能否覆盖到那时，请用 --through {day:day}。"),
        "home-unknown": Message(
            "{home:quoted} is not a party of the agreement.", "{home:quoted} 不是互认协议的成员。",
            "Use one of: {parties:codes}.", "请使用下列之一：{parties:codes}。"),
        "hours-range": Message(
            "{hours:number} is not a number of hours above 0 and up to 168 (seven days).", "{hours:number} 不是大于 0 且不超过 168（七天）的小时数。",
            "A policy may only shorten the limit of seven days.", "请填写较小的数：只能缩短七天的上限，不能放宽。"),
        "trust-missing": Message(
            "No trust data: {option:text} is not given.", "缺少信任数据：未给出 {option:text}。",
            "Pass “{option:text} FILE”, or set {variable:text} once for all commands.",
            "请用“{option:text} FILE”指定，或设置环境变量 {variable:text}。"),
        "trust-several": Message(
            "In {folder:text} these are not the same trust data: {names:list}.", "{folder:text} 中的这些文件不是同一份信任数据：{names:list}。",
            "Say which one counts (“--bundle FILE”), or keep only that one there.", "请用“--bundle FILE”指定所依据的一份，或在该处只保留这一份。"),
        "register-several": Message(
            "More than one register lies here, and one is asked: {names:list}.", "有不止一份登记数据文件，只能查询其中一份：{names:list}。",
            "Keep the one that is meant, or name it (“--bundle FILE”).", "请只保留所要查询的一份，或用“--bundle FILE”指定。"),
        "pin-missing": Message(
            "“{text:text}” is neither 64 hex digits nor a file with a pin.", "“{text:text}”既不是 64 位十六进制数，也不是含指纹的文件。",
            "Pass the pin of your agreement, the file pin.txt that holds it, or the text of version 1.",
            "请给出协议的指纹、存有指纹的文件 pin.txt，或第 1 版协议文本。"),
        "nothing-to-verify": Message(
            "No credential was found in {path:path}.", "在 {path:path} 中没有找到凭证。",
            "Files end in .json, .txt, .png, .jpg, .jpeg or .pdf.", "请指定以 .json、.txt、.png、.jpg、.jpeg 或 .pdf 结尾的文件。"),
        "suffix-unknown": Message(
            "Files ending in “{suffix:text}” are not written here.", "不支持写出以“{suffix:text}”结尾的文件。",
            "Use one of {expected:quoted}.", "请使用 {expected:quoted}。"),
        "option-missing": Message(
            "{option:text} is needed.", "缺少 {option:text}。", "{how:said}", "{how:said}"),
        "option-conflict": Message(
            "{options:text} cannot be used together.", "{options:text} 不能同时使用。",
            "Choose one of them.", "请只选一个。"),
        "option-value": Message(
            "{option:text} does not take “{text:text}”.", "{option:text} 不接受“{text:text}”。",
            "{how:said}", "{how:said}"),
        "not-confirmed": Message(
            "Nothing was signed.", "未签署任何内容。",
            "Run the command again and answer y, or pass --yes.", "请重新运行并回答 y，或加 --yes。"),
        "answer-missing": Message(
            "Nothing was signed: there is no terminal to ask “{question:text}”.", "未签署任何内容：此处没有终端可以询问“{question:text}”。",
            "Run it in a terminal, answer on standard input (“echo y | huren …”), or pass --yes.",
            "请在终端中运行，或由标准输入作答（“echo y | huren …”），或加 --yes。"),
        "agreement-other": Message(
            "The text is of the agreement {found:quoted}; the agreement here is {expected:quoted}.",
            "文本属于协议 {found:quoted}，本库的协议是 {expected:quoted}。",
            "Correct its agreement id; for another agreement use another folder: --data DIR.",
            "请更正协议标识；如确属另一协议，请用 --data 指定另一文件夹。"),
        "version-complete": Message(
            "Version {number:number} is complete here already, with another text: no registry takes this one.",
            "本库第 {number:number} 版已签齐，内容与此不同；此文本任何登记库都不会接收。",
            "Make the changes in version {expected:number}: huren agreement draft.",
            "请改在第 {expected:number} 版中变更：huren agreement draft。"),
        "version-skipped": Message(
            "The text is version {found:number} and continues version {before:number}: no registry takes it.",
            "文本为第 {found:number} 版，所接续的是第 {before:number} 版，任何登记库都不会接收。",
            "Give it the number {expected:number}, as huren agreement draft does.", "请将版本号改为 {expected:number}；huren agreement draft 会自动写出。"),
        "root-compromised": Message(
            "{name:quoted} is a root: no key list can mark it.", "{name:quoted} 是根密钥，密钥清单不能将其标为失密。",
            "All parties sign a new version of the agreement; see “replace a root” in the how-to guides.",
            "请由各方签署协议新版本，见操作指南“更换根密钥”。"),
        "pull-failed": Message(
            "Not all could be taken from {peers:codes}: what the key signed there is not known.",
            "未能从 {peers:codes} 完整获取，该密钥在对方处签署的内容尚不清楚。",
            "Try again, or give a copy of its tree (--from-tree DIR); --no-pull goes on without, and leaves more to decide by hand.",
            "请重试，或用 --from-tree 指定其静态目录副本；加 --no-pull 则不再获取，须由人逐项决定的内容会更多。"),
        "decisions-missing": Message(
            "There is no file of decisions {path:path}.", "没有决定文件 {path:path}。",
            "Make it where the registry is (huren key compromised, with --since), and name it: --decisions FILE.",
            "请先在登记库所在机器上用 huren key compromised 加 --since 生成，再用 --decisions 指定。"),
        "decisions-other": Message(
            "{path:path} is about another key or another time of theft: {key:quoted}, {since:moment}.",
            "{path:path} 所列的是另一把密钥或另一失密时间：{key:quoted}，{since:moment}。",
            "Name the file of this key with --decisions, or a new one.", "请用 --decisions 指定该密钥的文件，或另取文件名。"),
        "decisions-old": Message(
            "{count:number} records of this key, or a newer key list, came after {path:path} was made.",
            "{path:path} 生成之后，又出现该密钥签署的 {count:number} 份记录，或有更新的密钥清单。",
            "Make it again where the registry is (huren key compromised, with --since): what you have decided stays.",
            "请在登记库所在机器上用 huren key compromised 加 --since 重新生成，已作的决定会保留。"),
        "decision-unread": Message(
            "Line {line:number} of {path:path} cannot be read.", "无法读懂 {path:path} 第 {line:number} 行。",
            "Change nothing but the word at the beginning of a line; what is lost is written again by the command that made the file.",
            "除行首的词外请勿改动；缺失的内容可重新运行生成该文件的命令补齐。"),
        "decision-open": Message(
            "Line {line:number} of {path:path} is not decided: {text:quoted}. In all {count:number} are to be decided.",
            "{path:path} 第 {line:number} 行尚未决定：{text:quoted}。共有 {count:number} 项待决定。",
            "Take one of the two words at its beginning away, and the stroke between them.", "请删去行首两个词之一及其间的竖线。"),
        "decision-unfit": Message(
            "Line {line:number} of {path:path}: a change of status is void, and all else falls.",
            "{path:path} 第 {line:number} 行：状态变更应作废，其他记录应失效。",
            "Write void for a change of status, fall for any other record, or keep.", "状态变更请写“作废”，其他记录请写“失效”，或写“保留”。"),
        "mark-missing": Message(
            "The key {name:quoted} is not marked as stolen.", "密钥 {name:quoted} 尚未标为失密。",
            "Begin with huren key compromised and --since.", "请先运行 huren key compromised，并加 --since。"),
        "mark-unpublished": Message(
            "Nothing was published since the key {name:quoted} was marked.", "密钥 {name:quoted} 标为失密之后尚未发布。",
            "Publish with a key that is not stolen (huren publish), then check again.",
            "请用未失密的发布密钥发布（huren publish），然后再次检查。"),
        "decline-own": Message(
            "{issuer:party} is the association itself, whose own grades always count at home.",
            "{issuer:party} 是本协会；本协会的评价结果在本地始终有效，无从暂停认可。",
            "Name the other party: huren agreement show lists them.", "请填写对方成员；成员见 huren agreement show。"),
        "decline-standing": Message(
            "{what:reference} is declined already, since {since:moment}.", "{what:reference} 自 {since:moment} 起已暂停认可。",
            "Leave it out; end it with --accept.", "请勿重复填写；结束暂停认可请用 --accept。"),
        "no-agreement": Message(
            "The registry {path:path} holds no complete agreement yet.", "登记库 {path:path} 中还没有完整的协议。",
            "Draft one (huren agreement draft), let every party sign it, and import the halves (huren import).",
            "请先起草（huren agreement draft），由各方签署后导入（huren import）。"),
        "backup-elsewhere": Message(
            "The records are in PostgreSQL, which has its own backup.",
            "记录保存在 PostgreSQL 中，应使用其自身的备份工具。",
            "Use pg_dump. What is in the folder {path:path} is not part of it: it says of a restored database whether that is the newest.",
            "请使用 pg_dump。文件夹 {path:path} 中的文件不属于备份：恢复数据库后，据此判断数据库是否最新。"),
        "no-registry": Message(
            "There is no registry in {path:path}.", "{path:path} 中没有登记库。",
            "Check --data, HUREN_DATA or huren.toml; a registry begins with huren import of the signed agreement.",
            "请检查 --data、HUREN_DATA 或 huren.toml；登记库从导入（huren import）已签协议开始。"),
        "issuer-ambiguous": Message(
            "Several associations are in this registry: {issuers:codes}.", "本登记库中有多个协会：{issuers:codes}。",
            "Say which one with {option:text}.", "请用 {option:text} 指明。"),
        "not-found": Message(
            "The registry does not hold {reference:quoted}.", "登记库中没有 {reference:quoted}。",
            "Give a certificate number, a title, the id of a record or a digest; huren show lists them all.",
            "请给出证书编号、标题、记录标识或摘要；huren show 可列出全部。"),
        "postponed-to-same": Message(
            "The notice has these days already: {days:text}.", "公告原定日期即为 {days:text}。",
            "Give the new days with --from and --until.", "请用 --from、--until 给出新的日期。"),
        "title-ambiguous": Message(
            "{reference:quoted} may be one of several: {choices:list}.", "{reference:quoted} 可能指下列之一：{choices:list}。",
            "Give more of the title, or the first characters of the digest that stand behind it.",
            "请写出更完整的标题，或标题后所列摘要的前几位。"),
        "other-kind": Message(
            "{title:quoted} is a record of another kind: {found:record}.",
            "{title:quoted} 是另一类记录：{found:record}。",
            "This command is for credentials; huren show tells all about it.",
            "此命令只用于凭证，请用 huren show 查看。"),
        "no-report": Message(
            "This is a record of another kind: {found:record}.", "这是另一类记录：{found:record}。",
            "Give the file, the id or the digest of a statistics report, or the file of all that was counted.",
            "请给出统计报告的文件、标识或摘要，或全部计数文件。"),
        "no-technology": Message(
            "This is a record of another kind: {found:record}.", "这是另一类记录：{found:record}。",
            "Give the id, the digest or the file of a technology; huren technology find lists them.",
            "请给出技术记录的标识、摘要或文件；huren technology find 可列出全部。"),
        "draft-word": Message(
            "{field:member} is not one of the words that belong there.", "{field:member} 不是可填的内容。",
            "Write one of these codes: {allowed:list}.", "请填写其中一个代码：{allowed:list}。"),
        "draft-number": Message(
            "{field:member} is a number without quotes.", "{field:member} 是未加引号的数值。",
            "Put it in quotes, as in {example:text}; what is signed are the digits as typed.",
            "请加引号，如 {example:text}；签署的是所录的数字。"),
        "technology-off": Message(
            "How the technology stands: {standing:standing}.", "该技术的状态：{standing:standing}。",
            "Ask the association that listed it; --anyway joins nevertheless.",
            "请向入库协会核实；仍要联合入库的，请加 --anyway。"),
        "nothing-said": Message(
            "This association has neither joined nor objected to this technology: there is nothing to withdraw.",
            "本协会尚未就此技术提出过意见，无可撤回。",
            "Join or object first, or name another technology.", "请先联合入库或提出异议，或另行指明技术。"),
        "files-many": Message(
            "The folder {path:path} holds more than {limit:number} files.", "文件夹 {path:path} 中的文件超过 {limit:number} 个。",
            "Give the folder of this technology's evidence alone.", "请只给出该技术佐证文件所在的文件夹。"),
        "demo-folder": Message(
            "{path:path} is not empty and is not a demo made by huren.", "{path:path} 不是空文件夹，也不是 huren 生成的演示。",
            "Choose a new folder.", "请换一个新文件夹。"),
    }  # fmt: skip
