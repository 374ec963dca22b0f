"""Sentences of the commands about what people say: samples, ballots, opinions."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "foreign.empty": ("《{name}》没有内容", "{name} is empty"),
    "foreign.kind": ("《{name}》不是表格", "{name} is not a table"),
    "foreign.table": (
        "给出 csv(UTF-8 或 GB18030)或 xlsx 表,不超过 100 万个有字的格",
        "give a csv or xlsx table of at most 1,000,000 filled cells",
    ),
    "foreign.sheets": (
        "《{name}》有内容的工作表是 {count} 张,不是 1 张",
        "{name} has {count} sheets with content, not one",
    ),
    "foreign.one": ("只留一张表,其余移到别的文件", "keep one sheet, move the others away"),
    "sample.reserve": ("备选的比例“{value}”不是数", 'the share of reserves "{value}" is no number'),
    "sample.reserve.cure": ("例:--reserve 0.2", "for example --reserve 0.2"),
    "sample.taken": ("文件夹 {path} 里已有文件", "the folder {path} is not empty"),
    "sample.taken.cure": (
        "换一个新的文件夹;抽过的名单不改写",
        "name a new one; a list that was drawn is not written over",
    ),
    "sample.unwritten": ("写不进 {path}", "cannot write to {path}"),
    "sample.unwritten.cure": ("换一个可写的位置", "choose a place that can be written to"),
    "sample.head": (
        "{rule},种子 {seed}:抽出 {drawn} 人,备选 {reserves} 人",
        "{rule}, seed {seed}: {drawn} drawn, {reserves} in reserve",
    ),
    "sample.frame": (
        "样本框 {people} 行,SHA-256 {sha256}",
        "Frame: {people} rows, SHA-256 {sha256}",
    ),
    "sample.quota": (
        "额度 {name},{groups} 组,共 {asked} 人,SHA-256 {sha256}",
        "Quota {name}: {groups} group(s), {asked} people, SHA-256 {sha256}",
    ),
    "sample.kind.sample": ("正式", "sample"),
    "sample.kind.reserve": ("备选", "reserve"),
    "sample.draw": (
        "  {where} {kind}:名单 {size} 人({list}),要 {wanted} 抽 {taken},"
        "间隔 {interval},起点第 {start} 位",
        "  {where} {kind}: list of {size} ({list}), {taken} of {wanted} drawn, "
        "interval {interval}, start at place {start}",
    ),
    "sample.short": (
        "比额度少 {short} 人,在允许调整的 {share} 以内",
        "{short} fewer than the quota, within the {share} that is allowed",
    ),
    "sample.reserves_short": (
        "备选比要的少 {short} 人:样本框里没有更多的人",
        "{short} fewer in reserve than asked for: the frame holds nobody else",
    ),
    "sample.not_asked": (
        "样本框里有 {count} 行不属于额度里的任何地区、类别,没有抽",
        "{count} rows of the frame belong to no area and category of the quota",
    ),
    "sample.inferred": ("推定:{text}", "Inferred: {text}"),
    "sample.written": (
        "已写出 {path}:sample.csv(名单)、strata.csv(分层人数)、protocol.json(抽样记录)",
        "Written to {path}: sample.csv, strata.csv, protocol.json",
    ),
    "tally.period": ("写出报表要有报告期", "a report needs its period"),
    "tally.period.cure": ("加 --period,如 --period 2024", "add --period, for example 2024"),
    "tally.exists": ("{path} 已存在", "{path} exists"),
    "tally.exists.cure": ("换一个新的文件名", "name a new file"),
    "tally.head": (
        "{name}:收回 {returned} 张,有效 {valid} 张,满意及以上 {satisfied} 张",
        "{name}: {returned} returned, {valid} valid, {satisfied} satisfied",
    ),
    "tally.response": (
        "应答样本 {drawn} 人,应答率 {share}%",
        "{drawn} people were asked, response rate {share} %",
    ),
    "tally.answer": ("  {word} {count}", "  {word} {count}"),
    "tally.invalid": ("  无效:{word} {count}", "  invalid: {word} {count}"),
    "tally.plain": (
        "满意率 {value}%,95% 区间 {low}%—{high}%(±{margin} 个百分点)",
        "Satisfied: {value} %, 95 % interval {low} %–{high} % (±{margin} points)",
    ),
    "tally.weighted": (
        "按层加权 {value}%,95% 区间 {low}%—{high}%,折合样本 {effective}",
        "Weighted by strata: {value} %, 95 % interval {low} %–{high} %, worth {effective} answers",
    ),
    "tally.doubt": ("存疑:{text}", "In doubt: {text}"),
    "tally.written": (
        "已写出 {path}:由填报单位补全其余各行,照常报送、审核、审定",
        "Written to {path}: the office completes the other rows and hands it in as usual",
    ),
    "foreign.json": (
        "《{name}》有约定以外的字段",
        "{name} has fields that nobody agreed on",
    ),
    "foreign.json.cure": (
        '写成 {{"{items}": [{{"id": …, "text": …}}]}}',
        'write {{"{items}": [{{"id": …, "text": …}}]}}',
    ),
    "opinions.head": (
        "规则 {rules}:{count} 条,其中 {open} 条没有建议;以下都是建议,由人确认",
        "Rules {rules}: {count} opinions, {open} without a proposal; a person confirms each",
    ),
    "opinions.line": ("{id}:{why}", "{id}: {why}"),
    "opinions.hit": ("{rule}“{word}”(第 {at} 字)", '{rule} "{word}" (letter {at})'),
    "opinions.evidence": ("  依据:{hits}", "  evidence: {hits}"),
    "opinions.imported": (
        "新收 {new} 条,先前收过 {known} 条",
        "{new} received, {known} known already",
    ),
    "opinions.stage": ("没有“{stage}”这一步", 'There is no stage "{stage}"'),
    "opinions.none": ("没有意见建议", "No opinions"),
    "opinions.step": ("  {place}. {act} {at} {by}", "  {place}. {act} {at} {by}"),
    "opinions.row": (
        "{number}  {day}  {channel}  {title}  {stage}  {case}  {office}",
        "{number}  {day}  {channel}  {title}  {stage}  {case}  {office}",
    ),
    "opinions.links": ("  任务、指标:{links}", "  tasks and indicators: {links}"),
}
