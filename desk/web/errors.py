"""Refusals of the desk's pages, before any rule about plans is asked: one class, one table."""

from collections.abc import Mapping
from typing import ClassVar, Final

from credentials.words.closed_lists import Labels
from credentials.words.speech import SpokenError
from signing.errors import HurenError, Lang, Message

_ON_PAGES: Labels = {
    "no-decision": ("Make a plan of it on the page “New plan”, and let it be decided.", "请在“立方案”页立方案，并经表态决定。"),
    "people-expired": ("Renew the people list on the page “People” first.", "请先在“人员”页换发人员名单。"),
    "not-a-subset": ("Split the plan that was returned on its page.", "请在被退回方案的页面拆分。"),
    "notice-missing": ("Choose the notice in the form, or skip it with reasons.", "请在表单中选择公示批次，或说明理由后不作公示。"),
    "returned": ("Split the plan on its page, or ask whoever returned it to withdraw.", "请在方案页面拆分，或请退回人撤回。"),
    "key-not-listed": ("Use a key that the list has, or have this one added on the page “People”.", "请使用名单所列的密钥，或先在“人员”页将此密钥列入名单。"),
    "person-unknown": ("See the page “People”.", "请查看“人员”页。"),
    "plan-unknown": ("See the page “Plans”.", "请查看“方案”页。"),
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
            "This name leads to the desk, and is not the desk's.", "此网址虽通向工作台，却不是工作台的网址。",
            "Open the desk by the address that the people list names, or on the machine it runs on.",
            "请用人员名单所载网址打开工作台，或在其所在电脑上打开。"),
        "other-origin": Message(
            "No page of this desk sent this form.", "此请求不是由本工作台的页面提交的。",
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
            "Type both again. Forgotten, it is set anew after signing in by passkey, or with a new invitation code.",
            "请重新输入；忘记密码的，可用通行密钥登录后重设，或凭新的邀请码重设。"),
        "password-wrong": Message(
            "This is not your present password.", "现用密码不符。",
            "Type it again; or sign in by your passkey, which needs none.", "请重新输入；或用通行密钥登录，则无须输入。"),
        "login-flood": Message(
            "There were too many attempts to sign in from this address.", "此地址的登录尝试过多。",
            "Try again in {seconds:number} seconds.", "请在 {seconds:number} 秒后重试。"),
        "auditor-reads": Message(
            "An auditor reads everything and changes nothing.", "监督员只查阅，不办理。",
            "Ask somebody who may decide; “People” has them.", "请由有权决定的人员办理，见“人员”页。"),
        "chair-sets": Message(
            "A chair who signed in by passkey changes settings; a password opens reading and drafts.",
            "设置由负责人用通行密钥登录后修改；密码仅用于查阅与起草。",
            "Sign in by your passkey, or set it in the terminal of the desk: huren desk settings.",
            "请用通行密钥登录；也可在工作台所在电脑的终端运行 huren desk settings。"),
        "form-stale": Message(
            "What this form was about has changed since you opened it.", "您打开此表单后，所涉事项已有变动。",
            "Look at the page as it is now, and decide again: nothing was stored.",
            "请查看最新页面后重新办理；本次内容未保存。"),
        "form-unreadable": Message(
            "The form cannot be read.", "无法读取表单。",
            "Go back, open the page again and send the form once more.", "请返回并重新打开页面后再提交。"),
        "field-value": Message(
            "“{name:text}” is missing, or has a value that is not offered.", "“{name:text}”未填写，或不在可选范围内。",
            "Fill it in as the page says.", "请按页面说明填写。"),
        "file-missing": Message(
            "No file was chosen.", "没有选择文件。",
            "Choose a file and send the form again.", "请选择文件后再提交。"),
        "file-unknown": Message(
            "This is neither a signed plan nor a statement.", "此文件既不是已签署的方案，也不是表态。",
            "Choose the file that the signing page gave you.", "请选择签署页面生成的文件。"),
        "sheet-empty": Message(
            "The sheet has no row to make a plan of.", "表中没有可立方案的行。",
            "Fill in the rows, or choose another sheet.", "请填写各行，或另选表格。"),
        "nothing-changed": Message(
            "This text is the one in force: nothing is changed in it.", "文本与现行版本相同，没有变更。",
            "Change a grade, add a row or take one out.", "请修改等级、增加或删去一行。"),
        "chair-invites": Message(
            "A chair who signed in by passkey invites from this page.", "在本页邀请人员的，须为用通行密钥登录的负责人。",
            "Sign in by passkey, or make the code in the terminal: huren desk people invite.",
            "请用通行密钥登录，或在终端生成邀请码：huren desk people invite。"),
        "none-ticked": Message(
            "There is nothing to write about: tick 1 to {most:number} that are due.", "没有可发函的凭证：请勾选 1 至 {most:number} 份到期或逾期的凭证。",
            "Go back and tick rows of the list.", "请返回并在名单中勾选。"),
        "none-lapsed": Message(
            "Nothing ticked has failed, or is behind its grace.", "所勾选的凭证均未不通过，宽限也未满。",
            "Tick rows that say so, or wait until the grace is over.", "请勾选已不通过或宽限已满的凭证，或待宽限期满。"),
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
            "This passkey is not one of yours in the people list.", "此通行密钥不在人员名单中您的名下。",
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
    "login-flood": 429,
    "auditor-reads": 403,
    "chair-sets": 403,
    "chair-invites": 403,
    "form-stale": 409,
    "form-unreadable": 400,
    "plan-unknown": 404,
    "entry-unknown": 404,
    "inbox-full": 429,
}
"""Statuses of codes, also of `DeskError`, that are not refused for their content (422)."""
