"""Errors of object storage."""

from signing.errors import Message

OBJECT_MESSAGES = {
    "objects-extra-missing": Message(
        en="what opens a bucket of object storage is not installed.",
        zh="未安装访问对象存储的程序。",
        mend_en="Install it: pip install 'huren[objects]'.",
        mend_zh="请安装：pip install 'huren[objects]'。",
    ),
    "objects-address": Message(
        en="{address:quoted} is not the address of a bucket.",
        zh="{address:quoted} 不是存储桶的地址。",
        mend_en="Write s3://BUCKET or s3://BUCKET/PREFIX: BUCKET is 3 to 63 small letters, digits, dots and hyphens; PREFIX may have capitals and underscores, up to 200 characters.",
        mend_zh="请写作“s3://存储桶”或“s3://存储桶/前缀”：存储桶名为 3 至 63 个小写字母、数字、点和连字符；前缀还可用大写字母和下划线，不超过 200 个字符。",
    ),
    "objects-keys-missing": Message(
        en="no keys for the object storage are in the environment.",
        zh="环境变量中没有对象存储的访问密钥。",
        mend_en="Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; for storage outside Amazon also AWS_ENDPOINT_URL.",
        mend_zh="请设置“AWS_ACCESS_KEY_ID”与“AWS_SECRET_ACCESS_KEY”；非亚马逊的存储还须设置“AWS_ENDPOINT_URL”。",
    ),
    "objects-missing": Message(
        en="there is no bucket {address:quoted}.",
        zh="没有存储桶 {address:quoted}。",
        mend_en="Create it, or check its name, AWS_REGION and AWS_ENDPOINT_URL.",
        mend_zh="请先创建，或核对其名称、“AWS_REGION”与“AWS_ENDPOINT_URL”。",
    ),
    "objects-refused": Message(
        en="{address:quoted} refuses {field:quoted}: the key is wrong, or may not do this.",
        zh="{address:quoted} 拒绝了对 {field:quoted} 的访问：访问密钥有误，或没有此权限。",
        mend_en="Check the keys in the environment. Publishing needs permission to list the bucket and to get, put and delete its objects; reading, to list and get.",
        mend_zh="请核对环境变量中的访问密钥。发布须有列出存储桶及读取、写入、删除对象的权限，读取须有列出与读取的权限。",
    ),
    "objects-setting": Message(
        en="{name:quoted} is {text:quoted}, which no object storage can be reached by.",
        zh="环境变量 {name:quoted} 的值为 {text:quoted}，不能据以访问对象存储。",
        mend_en="AWS_ENDPOINT_URL is https:// and a host; AWS_REGION is letters, digits and hyphens, as in us-east-1.",
        mend_zh="“AWS_ENDPOINT_URL”应为“https://”加主机名；“AWS_REGION”只用字母、数字和连字符，如“us-east-1”。",
    ),
    "objects-region": Message(
        en="{address:quoted} is in another region, or at another endpoint.",
        zh="{address:quoted} 在另一地区，或在另一服务地址。",
        mend_en="Set AWS_REGION to the region of the bucket, and AWS_ENDPOINT_URL to that of its storage.",
        mend_zh="请将“AWS_REGION”设为存储桶所在地区，将“AWS_ENDPOINT_URL”设为其服务地址。",
    ),
    "objects-clock": Message(
        en="{address:quoted} refuses requests of this time: the clock of this machine is wrong.",
        zh="{address:quoted} 拒绝了此时刻的请求：本机时钟不准。",
        mend_en="Set the clock, then give the same command again.",
        mend_zh="请校准时钟，再执行同一命令。",
    ),
    "objects-silent": Message(
        en="{address:quoted} could not be asked for {field:quoted}: {why:quoted}.",
        zh="无法向 {address:quoted} 请求 {field:quoted}：{why:quoted}。",
        mend_en="Check the network and AWS_ENDPOINT_URL, then give the same command again: it goes on from there.",
        mend_zh="请检查网络与“AWS_ENDPOINT_URL”，再次执行同一命令，将接续进行。",
    ),
    "objects-unconditional": Message(
        en="{address:quoted} writes over an object that it was told to keep (“If-None-Match”, “If-Match”).",
        zh="{address:quoted} 不支持条件写入（“If-None-Match”“If-Match”），会覆盖应保留的对象。",
        mend_en="Two writers could not be told apart there. Choose storage with conditional writes, or publish to a folder and copy that.",
        mend_zh="在该处无法防止两方同时写入。请改用支持条件写入的存储，或发布到文件夹后再复制。",
    ),
}  # fmt: skip
