"""Words for refusals by the operating system. zh and en."""

import errno

from signing.errors import Lang
from signing.plain_text import shown

_WORDS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EISDIR: "这是文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EEXIST: "已存在",
    errno.ENOSPC: "空间不足",
    errno.EDQUOT: "空间不足",
    errno.EROFS: "此处只读",
    errno.ENAMETOOLONG: "名称过长",
    errno.EADDRINUSE: "该端口已被占用",
    errno.EADDRNOTAVAIL: "本机没有该地址",
    errno.EIO: "读写出错",
    errno.ECONNREFUSED: "对方拒绝连接",
    errno.ECONNRESET: "对方中断了连接",
    errno.EHOSTUNREACH: "无法到达该主机",
    errno.ENETUNREACH: "网络不通",
    errno.ETIMEDOUT: "连接超时",
    -2: "找不到该主机",  # getaddrinfo
    -3: "暂时无法解析主机名",
    -5: "找不到该主机",
}


def explain_system(error: BaseException, lang: Lang) -> str:
    """Return the reason without the path, which the sentence names; in English as the system says it."""
    reason = shown(getattr(error, "strerror", None) or str(error))
    if lang == "en":
        return reason
    number = getattr(error, "errno", None)
    return _WORDS.get(number, f"系统错误 {number}") if number is not None else reason
