"""What pages read: one function a page, frozen rows out, scope checked inside."""

from desk.lookups import area_choices
from desk.pulse import overdue_jobs
from desk.views.alert_lives import LifeRow, alert_life, alert_lives
from desk.views.area_cells import AreaCell
from desk.views.areas import AreasView, areas, outline
from desk.views.cases import cases
from desk.views.changes import SinceLast
from desk.views.changes import since_last_view as since_last
from desk.views.channels import ChannelRow, channels
from desk.views.closing import ClosingView, PeriodLine, closing
from desk.views.disclosures import DisclosuresView, disclosures
from desk.views.exempting import ExemptLine, ExemptView, exempting
from desk.views.final import FinalView, final
from desk.views.indicator import indicator
from desk.views.indicator_rows import IndicatorView, Line, OtherArea, Point, Source, Vintage
from desk.views.known import assessed, began
from desk.views.leaves import LeavesView, leaves
from desk.views.notices import alerts, audit, briefings, plain_notices
from desk.views.observations import (
    ObservationsView,
    ObservedRow,
    every_observation,
    observations,
)
from desk.views.offices import OfficeRow, OfficesView, OfficeView, office, offices
from desk.views.origin import Origin, origin
from desk.views.overview import head_at, on_day, overview, periods, run_seen
from desk.views.quality import Fared, Problem, QualityView, RuleCount, quality
from desk.views.reports import due_list, receipt, submissions
from desk.views.reports import receipts_list as receipts
from desk.views.rows import (
    AlertRow,
    AuditRow,
    BriefingRow,
    CaseRow,
    DueRow,
    FindingRow,
    ReceiptRow,
    ReceiptValue,
    ReceiptView,
    Submission,
)
from desk.views.standing import StandingValue, StandingView, standing
from desk.views.target_marks import Shown, TargetMark
from desk.views.tasks import TaskRow, TasksView, TaskView, task, tasks

__all__ = [
    "AlertRow",
    "AreaCell",
    "AreasView",
    "AuditRow",
    "BriefingRow",
    "CaseRow",
    "ChannelRow",
    "ClosingView",
    "DisclosuresView",
    "DueRow",
    "ExemptLine",
    "ExemptView",
    "Fared",
    "FinalView",
    "FindingRow",
    "IndicatorView",
    "LeavesView",
    "LifeRow",
    "Line",
    "ObservationsView",
    "ObservedRow",
    "OfficeRow",
    "OfficeView",
    "OfficesView",
    "Origin",
    "OtherArea",
    "PeriodLine",
    "Point",
    "Problem",
    "QualityView",
    "ReceiptRow",
    "ReceiptValue",
    "ReceiptView",
    "RuleCount",
    "Shown",
    "SinceLast",
    "Source",
    "StandingValue",
    "StandingView",
    "Submission",
    "TargetMark",
    "TaskRow",
    "TaskView",
    "TasksView",
    "Vintage",
    "alert_life",
    "alert_lives",
    "alerts",
    "area_choices",
    "areas",
    "assessed",
    "audit",
    "began",
    "briefings",
    "cases",
    "channels",
    "closing",
    "disclosures",
    "due_list",
    "every_observation",
    "exempting",
    "final",
    "head_at",
    "indicator",
    "leaves",
    "observations",
    "office",
    "offices",
    "on_day",
    "origin",
    "outline",
    "overdue_jobs",
    "overview",
    "periods",
    "plain_notices",
    "quality",
    "receipt",
    "receipts",
    "run_seen",
    "since_last",
    "standing",
    "submissions",
    "task",
    "tasks",
]
