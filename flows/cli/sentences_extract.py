"""Sentences of `plan extract`."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "extract.unread": ("读不到文件“{path}”", "cannot read {path}"),
    "extract.unread.cure": ("检查路径和读取权限", "check the path and the right to read it"),
    "extract.special": (
        "“{path}”不是普通文件(是文件夹、管道或设备)",
        "{path} is no ordinary file (a folder, a pipe or a device)",
    ),
    "extract.special.cure": (
        "把正文存成文件再给出路径",
        "save the text in a file and name that",
    ),
    "extract.large": ("“{path}”超过 {most} 字节", "{path} has more than {most} bytes"),
    "extract.large.cure": ("只放方案正文", "keep only the plan itself"),
    "extract.kind": ("“{path}”不是纯文本({kind})", "{path} is no plain text ({kind})"),
    "extract.kind.cure": (
        "在 Word 或 WPS 里另存为“纯文本(*.txt)”,编码选 UTF-8,再试",
        "save it as plain text (UTF-8) in your word processor and try again",
    ),
    "extract.encoding": (
        "“{path}”的编码认不出(认得 UTF-8、GB18030、UTF-16)",
        "the encoding of {path} is none of UTF-8, GB18030, UTF-16",
    ),
    "extract.encoding.cure": ("另存为 UTF-8", "save it as UTF-8"),
    "extract.taken": ("“{path}”已有内容", "{path} is not empty"),
    "extract.taken.cure": ("给一个新的或空的文件夹", "name a new or empty folder"),
    "extract.unwritten": ("写不进“{path}”", "cannot write to {path}"),
    "extract.unwritten.cure": ("检查路径和写入权限", "check the path and the right to write"),
    "extract.written": (
        "草稿已写入 {path}:目标 {targets} 项,待核问题 {questions} 个(questions.json)。"
        "逐项核对,再用 cityplan plan check --plan {path}",
        "Draft written to {path}: {targets} targets, {questions} open questions "
        "(questions.json). Settle them, then cityplan plan check --plan {path}",
    ),
}
