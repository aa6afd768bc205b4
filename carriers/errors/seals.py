"""Errors of electronic seals (carriers.pdf_seal)."""

from signing.errors import Message

SEAL_MESSAGES = {
    "seal-extra-missing": Message(
        en="The extra for electronic seals is not installed here.",
        zh="本机尚未安装电子签章组件。",
        mend_en="Install it: pip install 'huren[seal]'.",
        mend_zh="请安装：pip install 'huren[seal]'。",
    ),
    "seal-key-unreadable": Message(
        en="The file is no PKCS#12 with a key and its certificate, or the passphrase is wrong.",
        zh="该文件不是含密钥及其证书的 PKCS#12 文件，或口令有误。",
        mend_en="Export the seal's key and certificate as .p12 or .pfx, and check the passphrase.",
        mend_zh="请将签章密钥与证书导出为 .p12 或 .pfx 文件，并核对口令。",
    ),
    "seal-not-in-token": Message(
        en="The token has no key with its certificate under the name {name:text}.",
        zh="令牌中没有名为“{name:text}”的密钥及其证书。",
        mend_en="List what it has with the maker's program; key and certificate need one name.",
        mend_zh="请用令牌厂商的程序查看令牌内容；密钥与证书须同名。",
    ),
    "seal-expired": Message(
        en="The seal's certificate is not valid now; it ends {until:end}.",
        zh="签章证书现不在有效期内，有效期至 {until:end}。",
        mend_en="Get the next certificate from the authority.",
        mend_zh="请向证书机构换发证书。",
    ),
    "seal-mismatch": Message(
        en="The seal does not hold: its certificate belongs to another key.",
        zh="所盖签章不成立：证书与密钥不相配。",
        mend_en="Put the certificate of this very key beside it, under the same name; nothing was written.",
        mend_zh="请将该密钥本身的证书以同名存入；未写出任何文件。",
    ),
    "seal-root-unreadable": Message(
        en="A root certificate is no PEM certificate.",
        zh="根证书不是 PEM 格式的证书。",
        mend_en="Get it again from the authority, as a file that begins with “-----BEGIN CERTIFICATE-----”.",
        mend_zh="请重新向证书机构索取以“-----BEGIN CERTIFICATE-----”开头的文件。",
    ),
    "seal-refused": Message(
        en="This PDF could not be sealed: {reason:text}",
        zh="此 PDF 无法加盖电子签章：{reason:text}",
        mend_en="Seal the PDF as huren wrote it; check the certificate's dates and the address of the time-stamping authority.",
        mend_zh="请对 huren 写出的原 PDF 加盖，并检查证书有效期与时间戳服务地址。",
    ),
}
