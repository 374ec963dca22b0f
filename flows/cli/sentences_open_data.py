"""Sentences of the command that exports open data."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "setting.open_data_licence": (
        "开放数据的许可:other-at、CC-BY-4.0、CC0-1.0、ODC-BY-1.0",
        "the licence of the open data: other-at, CC-BY-4.0, CC0-1.0 or ODC-BY-1.0",
    ),
    "export.format": ("没有格式“{form}”", 'there is no format "{form}"'),
    "export.formats": ("可用:frictionless、sdmx", "use frictionless or sdmx"),
    "export.place": (
        "没有写明写到哪里,或写了两处",
        "no place to write to was given, or two",
    ),
    "export.places": (
        "写一处:目录,或以 .zip 结尾的文件名",
        "give one: a folder, or a file name that ends in .zip",
    ),
    "export.written": (
        "已写出 {path}:{files} 个文件,公开的 {periods},数值 {values} 个、结论 {verdicts} 条;"
        "散列见 SHA256SUMS",
        "Written: {path} ({files} files): disclosed {periods}, {values} values, "
        "{verdicts} verdicts; hashes in SHA256SUMS",
    ),
    "export.demo": (
        "这是演示数据,由演示程序合成,不得引用;各表 demo 列和元数据都已写明",
        "This is synthetic demonstration data and must not be quoted; the tables and the "
        "metadata say so",
    ),
}
