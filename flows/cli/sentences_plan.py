"""Sentences of the commands on editions of the plan, milestones and baselines."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "plan.loaded": (
        "已载入方案版本 {version},自 {effective} 起执行,改动 {count} 处",
        "Edition {version} loaded, in force from {effective}, {count} changes",
    ),
    "plan.loaded.already": (
        "方案版本 {version} 已在台账中,没有改动",
        "Edition {version} stands in the ledger already, nothing changed",
    ),
    "plan.change": (
        "  {target} {field}:{old} → {new}  自 {effective} 起  {document}  批准:{approved_by}",
        "  {target} {field}: {old} → {new}  from {effective}  {document}  "
        "approved by {approved_by}",
    ),
    "plan.step": (
        "{version}  {field}:{old} → {new}  生效 {effective}  {document}  批准:{approved_by}\n"
        "  条款:{clause}\n  载入:{loaded_at} {loaded_by}",
        "{version}  {field}: {old} → {new}  in force {effective}  {document}  "
        "approved by {approved_by}\n  clause: {clause}\n  loaded: {loaded_at} {loaded_by}",
    ),
    "plan.step.reason": ("\n  原因:{reason}", "\n  reason: {reason}"),
    "none": ("无", "none"),
    "field.first": ("印发", "issued"),
    "field.issued": ("印发日期", "day of issue"),
    "field.value": ("目标值", "value"),
    "field.value_max": ("上限", "upper bound"),
    "field.comparator": ("比较符", "comparator"),
    "field.printed": ("印出的数", "as printed"),
    "field.deadline": ("期限", "deadline"),
    "field.open_ended": ("无期限", "open-ended"),
    "field.binding": ("属性", "binding"),
    "field.leads": ("牵头单位", "lead offices"),
    "field.cooperating": ("配合单位", "cooperating offices"),
    "field.tier": ("层级", "tier"),
    "field.counting": ("计数方式", "counting"),
    "field.pace": ("序时模型", "pace model"),
    "field.start": ("方案期首", "first day of the plan"),
    "field.end": ("方案期末", "last day of the plan"),
    "field.pace_origin": ("序时起点", "origin of the pace"),
    "field.rule": ("评估规则", "assessment rule"),
    "field.due_working_days": ("报送时限", "working days to report"),
    "field.added": ("新增", "added"),
    "field.withdrawn": ("撤销", "withdrawn"),
    "milestone.set": (
        "已录入目标 {target} 到 {period} 的节点值 {value}(第{version}版)",
        "Milestone of {target} for {period}: {value} (version {version})",
    ),
    "milestone.imported": ("已录入 {count} 个节点值", "{count} milestones recorded"),
    "milestone.row": (
        "{target}  {period}  {value}  第{version}版  {source}  {at} {post}",
        "{target}  {period}  {value}  version {version}  {source}  {at} {post}",
    ),
    "milestone.none": ("没有节点值", "No milestones"),
    "baseline.row": (
        "{indicator}  {area}  {period}  {value}  第{version}版  {source}  {at} {post}",
        "{indicator}  {area}  {period}  {value}  version {version}  {source}  {at} {post}",
    ),
    "baseline.none": ("没有基期值", "No baselines"),
}
