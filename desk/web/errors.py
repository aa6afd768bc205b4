"""Refusals of the desk's pages, before any rule about plans is asked: one class, one table."""

from collections.abc import Mapping
from typing import ClassVar, Final

from credentials.words.closed_lists import Labels
from credentials.words.speech import SpokenError
from signing.errors import HurenError, Lang, Message

_ON_PAGES: Labels = {
    "address-unknown": ("Check the address, or choose a page from the menu.", "请检查网址，或从菜单进入。"),
    "not-here": ("Check how it is written, or search above; an enterprise under its first notice has no file yet: see the page “Public notices”.", "请核对写法，或在上方查找；首次公示中的企业尚无档案，请见“公示”页。"),
    "other-plan-open": ("Finish the other plan first, or reject it.", "请先办结或否决另一份方案。"),
    "plan-overtaken": ("Decide on the other plan first.", "请先就另一份方案作出决定。"),
    "plan-replaced": ("Go on with the newer plan.", "请办理新方案。"),
    "no-decision": ("Make a plan of it on the page “New plan”, and let it be decided.", "请在“立方案”页立方案，并经表态决定。"),
    "people-expired": ("Renew the people list on the page “People” first.", "请先在“人员”页换发人员名单。"),
    "not-a-subset": ("Split the plan that was returned on its page.", "请在被退回方案的页面拆分。"),
    "notice-missing": ("Choose the notice in the form, or skip it with reasons.", "请在表单中选择公示批次，或说明理由后不作公示。"),
    "returned": ("Split the plan on its page, or ask whoever returned it to withdraw.", "请在方案页面拆分，或请退回人撤回。"),
    "key-not-listed": ("Use a key that the list has, or have this one added on the page “People”.", "请使用名单所列的密钥，或先在“人员”页将此密钥列入名单。"),
    "item-missing": ("Return the row and split the plan on its page: a later version of the notice adds no item.", "请退回该行并在方案页面拆分；公示的后续版本不能增加项目。"),
    "objection-open": ("Settle the objection in the inbox first, or return the row and split the plan on its page.", "请先在“收件”页办结异议，或退回该行并在方案页面拆分。"),
    "rows-refused": ("Return these rows and split the plan on its page, or wait until the objection is settled.", "请退回这些行并在方案页面拆分；属异议未办结的，也可待办结后再导出。"),
    "people-silent": ("Let each of them state, or make the list without them.", "请其逐一表态，或另做名单，不列未表态的人员。"),
    "people-few": ("Let each person enrol a key file with an invitation code.", "请各人凭邀请码登记密钥文件。"),
    "people-missing": ("Whoever runs the desk's machine brings the newest people list: huren desk people import, in its terminal.", "请工作台管理员在终端导入最新的人员名单：huren desk people import。"),
    "people-unanchored": ("Whoever holds the root key names the list in the next key list, in the terminal: huren key list --people.", "请根密钥的持钥人在终端起草下一版密钥清单，指明该名单：huren key list --people。"),
    "person-unknown": ("See the page “People”.", "请查看“人员”页。"),
    "plan-unknown": ("See the page “Plans”.", "请查看“方案”页。"),
    "scheme-not-own": ("See the page “Settings”.", "请查看“设置”页。"),
    "rows-hidden": ("Clear the filter, select all rows and choose Unhide, look at these rows, delete what does not belong, and upload the sheet again.", "请清除筛选，全选各行后“取消隐藏”，查看这些行并删去不需要的，再重新上传。"),
    "columns-hidden": ("Select all columns and choose Unhide, look at them, and upload the sheet again.", "请全选各列后“取消隐藏”，查看后重新上传。"),
    "sheet-further": ("Move the rows that belong here into that sheet, save the others elsewhere and delete them (a hidden one: right-click a tab, Unhide).", "请将属于本表的行移入该工作表，其余工作表另存后删去（被隐藏的，右键单击工作表标签后“取消隐藏”）。"),
    "credential-issued": ("Nothing is to be done: take the row out.", "无需再次签发：请将该行移除。"),
    "draft-issued": ("It was issued already: take the row out. If a second one is meant all the same, make its plan in the terminal.", "该行此前已签发，请将其移除；确需再签一份的，请在终端立方案。"),
    "name-differs-here": ("Check the code and the name. After a change of name supersede with the reason “rename”.", "请核对代码与名称。企业更名的，以“更名”为由取代原凭证。"),
    "grades-differ": ("Keep one of the two: an enterprise has one grade of a scheme for a category.", "请只保留其中一项：同一企业按同一评价办法，同一类别只有一个等级。"),
    "assessed-in-future": ("Check the date; if it is right all the same, make its plan in the terminal.", "请核对日期；确认无误的，请在终端立方案。"),
    "ended-before-issue": ("Check the dates; if they are right all the same, make its plan in the terminal.", "请核对日期；确认无误的，请在终端立方案。"),
    "begins-before-assessed": ("A term follows on the assessment: check both dates; if they are right all the same, make its plan in the terminal.", "有效期应在评价之后开始：请核对两个日期；确认无误的，请在终端立方案。"),
    "assessed-long-ago": ("So old an assessment says little: check the date; if it is right all the same, make its plan in the terminal.", "评价时间过久：请核对日期；确认无误的，请在终端立方案。"),
    "agreement-over": ("Make a plan of the next version on the page “Agreement” first.", "请先在“协议”页立下一版方案。"),
    "version-taken": ("Draft the next version of what is complete.", "请在已完整的版本之上起草下一版。"),
}  # fmt: skip
"""Mends of refusals that a command mends otherwise."""


def mend_on_page(error: HurenError, lang: Lang) -> str:
    """Return what to do about a refusal, on the pages of the desk."""
    if error.code in _ON_PAGES:
        return _ON_PAGES[error.code][lang == "zh"]
    return error.mend(lang)


class DeskWebError(SpokenError):
    """A request that a page of the desk does not carry out."""

    MESSAGES: ClassVar[Mapping[str, Message]] = {
        "other-host": Message(
            "This address leads to the desk, but is not the desk's own.", "此网址通向工作台，但不是人员名单所载网址。",
            "Open the desk by the address that the people list names, or on the machine it runs on.",
            "请用人员名单所载网址打开工作台，或在其所在电脑上打开。"),
        "other-origin": Message(
            "No page of this desk sent this form.", "此请求并非由本工作台页面提交。",
            "Open the desk yourself, and act there.", "请自行打开工作台，在页面上办理。"),
        "plain-http": Message(
            "Over plain HTTP from another machine the desk only shows pages and takes drafts.",
            "从其他电脑以 HTTP 访问时，工作台仅供查阅和起草。",
            "Open it by its https address, or on the machine it runs on; a key file on an offline machine works "
            "as well.",
            "请使用其 HTTPS 地址，或在其所在电脑上打开；也可在离线电脑上用密钥文件办理。"),
        "signed-out": Message(
            "You are not signed in, or the session has ended.", "您尚未登录，或登录已失效。",
            "Sign in, and do it again: nothing was stored.", "请登录后重新办理；本次内容未保存。"),
        "login-failed": Message(
            "No person of the people list has this password.", "人员编号或密码有误。",
            "Type both again. If you forgot the password, sign in by passkey and set a new one, or use a new invitation code.",
            "请重新输入；忘记密码的，可用通行密钥登录后重设，或凭新的邀请码重设。"),
        "term-over": Message(
            "Your term in the people list runs from {since:day} to {until:day}, and today is outside it.",
            "人员名单所载您的任期为 {since:day} 至 {until:day}，今日不在任期内。",
            "Ask a colleague in term to plan a people list that has a new term for you (page “People”).",
            "请任期内的同事在“人员”页另立名单方案，载明您的新任期。"),
        "password-wrong": Message(
            "This is not your present password.", "现用密码不符。",
            "Type it again; or sign in by your passkey, which needs none.", "请重新输入；或用通行密钥登录，则无须输入。"),
        "login-flood": Message(
            "There were too many attempts to sign in from this address.", "此地址的登录尝试过多。",
            "Try again in {seconds:number} seconds.", "请在 {seconds:number} 秒后重试。"),
        "auditor-reads": Message(
            "An auditor reads everything and changes nothing.", "监督员只查阅，不办理。",
            "Ask somebody who may decide; “People” has them.", "请由有权决定的人员办理，见“人员”页。"),
        "passkey-asked": Message(
            "You have a passkey, and a password opened this session: it opens reading and drafts.",
            "您已登记通行密钥，本次是用密码登录的，只能查阅与起草。",
            "Sign in by your passkey, at the desk's own address, and do it again: nothing was stored.",
            "请在工作台的正式地址用通行密钥登录后重新办理；本次内容未保存。"),
        "chair-sets": Message(
            "A chair who signed in by passkey changes settings; a password opens reading and drafts.",
            "设置由负责人用通行密钥登录后修改；密码仅用于查阅与起草。",
            "Sign in by your passkey, or set it in the terminal of the desk: huren desk settings.",
            "请用通行密钥登录；也可在工作台所在电脑的终端运行 huren desk settings。"),
        "form-stale": Message(
            "The matter of this form has changed since you opened it.", "您打开此表单后，所涉事项已有变动。",
            "Look at the page as it is now, and decide again: nothing was stored.",
            "请查看最新页面后重新办理；本次内容未保存。"),
        "form-unreadable": Message(
            "The form cannot be read.", "无法读取表单。",
            "Go back, open the page again and send the form once more.", "请返回并重新打开页面后再提交。"),
        "field-value": Message(
            "“{name:text}” is missing, or has a value that is not offered.", "“{name:text}”未填写，或不在可选范围内。",
            "Fill it in as the page says.", "请按页面说明填写。"),
        "day-unreadable": Message(
            "“{typed:text}” is not a day.", "“{typed:text}”不是有效的日期。",
            "Type year, month and day, such as 2026-11-25.", "请填写年月日，格式如 2026-11-25。"),
        "basis-missing": Message(
            "This acts from {since:moment}, more than 24 hours back, and gives no basis.",
            "自 {since:moment} 起生效，追溯超过 24 小时，但没有写明依据。",
            "Write the reasons, or attach the minutes.", "请填写理由，或附上会议纪要等材料。"),
        "day-missing": Message(
            "The day is missing.", "没有填写日期。",
            "Type it as the page says, such as 2026-12-31.", "请按页面说明填写，格式如 2026-12-31。"),
        "file-missing": Message(
            "No file was chosen.", "没有选择文件。",
            "Choose a file and send the form again.", "请选择文件后再提交。"),
        "file-too-large": Message(
            "The files of this form have more than {most:number} MB together.", "所选文件合计超过 {most:number} 兆字节。",
            "Choose smaller ones: a scan of lower resolution will do.", "请改选较小的文件，扫描件可降低分辨率。"),
        "file-unknown": Message(
            "This is neither a signed plan nor a statement.", "此文件既不是已签署的方案，也不是表态。",
            "Choose the file that the signing page gave you.", "请选择签署页面生成的文件。"),
        "sheet-empty": Message(
            "The sheet has no row to make a plan of.", "表中没有可立方案的行。",
            "Fill in the rows, or choose another sheet.", "请填写各行，或另选表格。"),
        "nothing-changed": Message(
            "The text equals the version in force: nothing is changed.", "文本与现行版本相同，没有变更。",
            "Change a grade, add a row or take one out.", "请修改等级、增加或删去一行。"),
        "chair-invites": Message(
            "A chair who signed in by passkey invites from this page.", "本页由负责人用通行密钥登录后邀请人员。",
            "Sign in by passkey, or make the code in the terminal: huren desk people invite.",
            "请用通行密钥登录，或在终端生成邀请码：huren desk people invite。"),
        "none-ticked": Message(
            "Nothing is ticked.", "没有勾选任何一项。",
            "Tick at least one line of the list.", "请在名单中至少勾选一项。"),
        "none-asked": Message(
            "There is nobody to write to: at most {most:number} certificates that are due or overdue, without a result.",
            "所选证书均无须发函：可发函的为即将到期或逾期且尚无结果的证书，每次至多 {most:number} 份。",
            "Tick other rows of the list.", "请改选名单中的证书。"),
        "none-filled": Message(
            "The sheet has no result: no row has a day or a result in it.", "表中没有填写结果：各行的监督日期与结果均为空。",
            "Fill in what was examined; rows left empty stay as they are.", "请填写已检查的各行；留空的行不作登记，状态不变。"),
        "no-end-yet": Message(
            "The suspension of {number:text} has no last day, so there is nothing to extend.", "编号 {number:text} 的暂停未定末日，无需延长。",
            "Reinstate it, or end it.", "可以恢复或终止。"),
        "none-lapsed": Message(
            "No ticked certificate has failed or is past its grace.", "所选证书既无不通过的，也无宽限期满的。",
            "Tick rows that say so, or wait until the grace is over.", "请勾选不通过或宽限期满的证书，或待宽限期满后再办。"),
        "password-length": Message(
            "A password has {least:number} to {most:number} characters.", "密码须为 {least:number} 至 {most:number} 个字符。",
            "Choose another one; several words are easy to keep in mind.", "请另设密码；由几个词组成的密码便于记忆。"),
        "password-differs": Message(
            "The two passwords are not the same.", "两次输入的密码不一致。",
            "Type the same one twice.", "请两次输入相同的密码。"),
        "invitation-ended": Message(
            "There is no such invitation code, or it has been used or is older than 15 minutes.",
            "邀请码不存在、已使用或已超过 15 分钟。",
            "Ask for a new one: it is made in the terminal of the desk.", "请重新索取；邀请码在工作台所在电脑的终端中生成。"),
        "key-enrolled": Message(
            "This key is enrolled already, or is a key of the association.", "此密钥已登记，或是协会的签名密钥。",
            "Make a key of your own that nothing else uses: huren key new.", "请另行生成仅供本人使用的密钥：huren key new。"),
        "passkey-answer": Message(
            "The browser's answer about the passkey cannot be read.", "无法读取浏览器返回的通行密钥数据。",
            "Try again, in another browser if need be; a key file does everything as well.",
            "请重试，必要时更换浏览器；也可改用密钥文件办理。"),
        "passkey-late": Message(
            "The passkey took longer than five minutes, or its answer came twice.", "通行密钥操作超过五分钟，或重复提交。",
            "Start again on the page.", "请在页面上重新开始。"),
        "passkey-refused": Message(
            "This passkey cannot be used: it needs a PIN, fingerprint or face, and one of the usual kinds of key.",
            "此通行密钥不可用：须经 PIN、指纹或面容验证，且密钥类型须为常用类型。",
            "Take another authenticator, or enrol a key file.", "请更换验证器，或登记密钥文件。"),
        "passkey-unknown": Message(
            "This passkey is not one of yours in the people list.", "人员名单中，您的名下没有此通行密钥。",
            "Use the one that you enrolled, or your key file.", "请使用已登记的通行密钥，或使用密钥文件。"),
        "passkey-fault": Message(
            "The passkey did not confirm this: {why:said}", "通行密钥未能确认：{why:said}",
            "Open the page again and confirm once more.", "请重新打开页面后再次确认。"),
        "passkey-copied": Message(
            "The passkey's counter went back, so that there may be a copy of it.", "通行密钥的计数倒退，可能已被复制。",
            "Use your key file, and have this passkey taken out of the people list.",
            "请改用密钥文件，并将此通行密钥从人员名单中移除。"),
    }  # fmt: skip


STATUS: Final[Mapping[str, int]] = {
    "other-host": 421,
    "other-origin": 403,
    "plain-http": 403,
    "signed-out": 401,
    "login-failed": 403,
    "term-over": 403,
    "login-flood": 429,
    "auditor-reads": 403,
    "passkey-asked": 403,
    "chair-sets": 403,
    "chair-invites": 403,
    "form-stale": 409,
    "form-unreadable": 400,
    "file-too-large": 413,
    "plan-unknown": 404,
    "entry-unknown": 404,
    "batch-unknown": 404,
    "inbox-full": 429,
}
"""Statuses of codes, also of `DeskError`, that are not refused for their content (422)."""
