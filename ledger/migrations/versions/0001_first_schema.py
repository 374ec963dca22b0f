"""The first schema.

Written out, not derived from `ledger.tables`: a released migration never changes again.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")


def _c(name: str, kind: Any, comment: str, **options: Any) -> sa.Column[Any]:
    options.setdefault("nullable", False)
    return sa.Column(name, kind, comment=comment, **options)


def _kept(*columns: Any) -> tuple[Any, ...]:
    number = _c("id", NUMBER, "unit × 2^24 + line", autoincrement=False)
    unit = "unit of work that wrote the row; audit maps it to a sequence"
    return (number, _c("unit", sa.BigInteger(), unit), *columns)


def _alert_facts() -> None:
    op.create_table(
        "alert_facts",
        *_kept(
            _c("kind", WORDS, "kind of fact"),
            _c("subject", WORDS, "what it is about: receipt, office, case …"),
            _c("key", WORDS, "tells two facts of one subject apart"),
            _c("severity", WORDS, "critical warning info"),
            _c("body", WORDS, "what the message is composed of, JSON"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_alert_facts"),
        sa.UniqueConstraint("kind", "subject", "key", name="uq_alert_facts_kind_subject_key"),
        comment="Something somebody must know; stored once per kind, subject and key.",
    )


def _api_tokens() -> None:
    op.create_table(
        "api_tokens",
        _c("token_hash", WORDS, "sha256 of the token"),
        _c("name", WORDS, "what the token is for"),
        _c("post", WORDS, "on whose authority it acts"),
        _c("created_at", MOMENT, "issued"),
        _c("expires_at", MOMENT, "end, empty for none", nullable=True),
        _c("revoked_at", MOMENT, "withdrawn", nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name="pk_api_tokens"),
        comment="Tokens of programs.",
    )
    op.create_index("ix_api_tokens_post", "api_tokens", ["post"])


def _approvals() -> None:
    op.create_table(
        "approvals",
        *_kept(
            _c("office", WORDS, "reporting office"),
            _c("period", WORDS, "period of the form"),
            _c("decision", WORDS, "office desk returned"),
            _c("text", WORDS, "reason of a sending back, else empty"),
            _c("post", WORDS, "who decided"),
            _c("at", MOMENT, "when"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_approvals"),
        comment="Decisions on the submission of an office for a period.",
    )
    op.create_index("ix_approvals_submission", "approvals", ["office", "period"])


def _audit() -> None:
    op.create_table(
        "audit",
        _c("seq", NUMBER, "audit sequence, 1 2 3 …: transaction time", autoincrement=False),
        _c("unit", sa.BigInteger(), "the unit of work this link seals"),
        _c("recorded_at", MOMENT, "max(clock, last + 1 µs)"),
        _c("actor", WORDS, "post on whose authority"),
        _c("action", WORDS, "what was done, one word of the desk"),
        _c("subject", WORDS, "to what"),
        _c("rows", sa.BigInteger(), "number of kept rows the unit wrote"),
        _c("digest", WORDS, "sha256 over what the unit wrote, table by table"),
        _c("previous", WORDS, "hash of the link before, 64 zeros for the first"),
        _c("hash", WORDS, "sha256 over all the above"),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
        sa.UniqueConstraint("unit", name="uq_audit_unit"),
        comment="One link per unit of work; append-only.",
    )
    op.create_index("ix_audit_recorded_at", "audit", ["recorded_at"])


def _baselines() -> None:
    op.create_table(
        "baselines",
        *_kept(
            _c("indicator", WORDS, "indicator key"),
            _c("area", WORDS, "adcode"),
            _c("period", WORDS, "period of the value"),
            _c("value", sa.Float(), "in the indicator's unit"),
            _c("source", WORDS, "where it comes from"),
            _c("version", sa.Integer(), "1 2 3 … per indicator and area"),
            _c("demo", sa.Boolean(), "synthetic"),
            _c("post", WORDS, "who entered it"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_baselines"),
        sa.UniqueConstraint(
            "indicator", "area", "version", name="uq_baselines_indicator_area_version"
        ),
        comment="Values before the plan began; the highest version counts.",
    )


def _case_events() -> None:
    op.create_table(
        "case_events",
        *_kept(
            _c("case", WORDS, "case id"),
            _c("kind", WORDS, "kind of case"),
            _c("step", WORDS, "opened … closed … review"),
            _c("at", MOMENT, "when"),
            _c("actor", WORDS, "post that did it"),
            _c("office", WORDS, "office that must act"),
            _c("subject", WORDS, "what the case is about"),
            _c("text", WORDS, "what was said"),
            _c("due", sa.Date(), "deadline set by this step", nullable=True),
            _c("content", WORDS, "the whole event, JSON"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_case_events"),
        comment="What happened to a case, in order.",
    )
    op.create_index("ix_case_events_case", "case_events", ["case"])
    op.create_index("ix_case_events_office", "case_events", ["office"])


def _chain_head() -> None:
    op.create_table(
        "chain_head",
        _c("id", sa.Integer(), "always 1", autoincrement=False),
        _c("seq", sa.BigInteger(), "sequence of the last link, 0 when none"),
        _c("hash", WORDS, "hash of the last link"),
        _c("recorded_at", MOMENT, "moment of the last link", nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_chain_head_single")),
        sa.PrimaryKeyConstraint("id", name="pk_chain_head"),
        comment="One row: the last link. Locked by every unit before it takes its sequence.",
    )


def _evidence() -> None:
    op.create_table(
        "evidence",
        *_kept(
            _c("sha256", WORDS, "of the content"),
            _c("content", WORDS, "JSON"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
        sa.UniqueConstraint("sha256", name="uq_evidence_sha256"),
        comment="Great Expectations' own result of a batch run, shared by its receipts.",
    )


def _heartbeats() -> None:
    op.create_table(
        "heartbeats",
        _c("name", WORDS, "who"),
        _c("at", MOMENT, "last sign of life"),
        _c("due", MOMENT, "next one expected by", nullable=True),
        _c("detail", WORDS, "what it was doing, JSON"),
        sa.PrimaryKeyConstraint("name", name="pk_heartbeats"),
        comment="Last sign of life of each worker and flow.",
    )


def _jobs() -> None:
    op.create_table(
        "jobs",
        _c("job", WORDS, "job id"),
        _c("kind", WORDS, "what to do"),
        _c("body", WORDS, "with what, JSON"),
        _c("state", WORDS, "queued running done failed"),
        _c("post", WORDS, "who asked"),
        _c("token", sa.Integer(), "fencing token: counts the takings"),
        _c("worker", WORDS, "who does it"),
        _c("until", MOMENT, "end of the lease", nullable=True),
        _c("queued_at", MOMENT, "asked"),
        _c("finished_at", MOMENT, "done or failed", nullable=True),
        _c("result", WORDS, "JSON; for a failed job its Chinese reason"),
        sa.PrimaryKeyConstraint("job", name="pk_jobs"),
        comment="Long work asked for on a page or by a command, done by the worker.",
    )
    op.create_index("ix_jobs_waiting", "jobs", ["state", "queued_at"])


def _login_attempts() -> None:
    op.create_table(
        "login_attempts",
        _c("name_hash", WORDS, "sha256 of the name as tried"),
        _c("failures", sa.Integer(), "since the last success or a quiet quarter of an hour"),
        _c("last_at", MOMENT, "when it failed last"),
        sa.PrimaryKeyConstraint("name_hash", name="pk_login_attempts"),
        comment="Failed log-ins of late, per name tried; known and unknown names alike.",
    )
    op.create_index("ix_login_attempts_last_at", "login_attempts", ["last_at"])


def _messages() -> None:
    op.create_table(
        "messages",
        *_kept(
            _c("key", WORDS, "de-duplication key the receiver sees"),
            _c("channel", WORDS, "channel it goes to"),
            _c("opened_at", MOMENT, "when it was fixed"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.UniqueConstraint("channel", "key", name="uq_messages_channel_key"),
        comment="A message to a channel, fixed before it is sent.",
    )


def _papers() -> None:
    op.create_table(
        "papers",
        *_kept(
            _c("paper", WORDS, "paper id: all formats of one issue share it"),
            _c("period", WORDS, "period it is about"),
            _c("format", WORDS, "docx pdf xlsx html json"),
            _c("path", WORDS, "where the bytes lie"),
            _c("sha256", WORDS, "of the bytes"),
            _c("size", sa.BigInteger(), "bytes"),
            _c("head", sa.BigInteger(), "audit sequence its numbers were read at"),
            _c("run", WORDS, "assessment run it tells"),
            _c("at", MOMENT, "issued"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_papers"),
        sa.UniqueConstraint("paper", "format", name="uq_papers_paper_format"),
        comment="One row per issued file.",
    )
    op.create_index("ix_papers_period", "papers", ["period"])


def _passwords() -> None:
    op.create_table(
        "passwords",
        _c("post", WORDS, "name of the post"),
        _c("hash", WORDS, "argon2 hash"),
        _c("changed_at", MOMENT, "when it was set"),
        sa.PrimaryKeyConstraint("post", name="pk_passwords"),
        comment="Password hashes; outside the chain so that old ones can vanish.",
    )


def _plan_versions() -> None:
    op.create_table(
        "plan_versions",
        *_kept(
            _c("plan", WORDS, "plan id"),
            _c("version", WORDS, "content hash of the plan's folder"),
            _c("title", WORDS, "title of the plan"),
            _c("document", WORDS, "document number"),
            _c("effective", sa.Date(), "day the plan was issued"),
            _c("content", WORDS, "the plan without its lists, JSON"),
            _c("post", WORDS, "who loaded it"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_plan_versions"),
        sa.UniqueConstraint("plan", "version", name="uq_plan_versions_plan_version"),
        comment="One row per loaded edition of a plan.",
    )


def _post_versions() -> None:
    op.create_table(
        "post_versions",
        *_kept(
            _c("post", WORDS, "name of the post"),
            _c("version", sa.Integer(), "1 2 3 … per post"),
            _c("roles", WORDS, "role words, JSON list"),
            _c("offices", WORDS, "office ids, JSON list"),
            _c("areas", WORDS, "adcodes, JSON list"),
            _c("active", sa.Boolean(), "may log in"),
            _c("by", WORDS, "post that changed it"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_post_versions"),
        sa.UniqueConstraint("post", "version", name="uq_post_versions_post_version"),
        comment="A post's rights from a unit on; the highest version counts.",
    )


def _preferences() -> None:
    op.create_table(
        "preferences",
        *_kept(
            _c("name", WORDS, "name of the setting"),
            _c("version", sa.Integer(), "1 2 3 … per name"),
            _c("value", WORDS, "JSON"),
            _c("post", WORDS, "who set it"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_preferences"),
        sa.UniqueConstraint("name", "version", name="uq_preferences_name_version"),
        comment="Settings changed by people at work; the highest version counts.",
    )


def _receipts() -> None:
    op.create_table(
        "receipts",
        *_kept(
            _c("receipt", WORDS, "receipt number, derived from sha256 and office"),
            _c("sha256", WORDS, "of the bytes as they came"),
            _c("office", WORDS, "sending office, empty when unknown"),
            _c("name", WORDS, "what the sender called the file; never a path"),
            _c("size", sa.BigInteger(), "bytes"),
            _c("path", WORDS, "where the archived original lies"),
            _c("received_at", MOMENT, "when it came"),
            _c("received_by", WORDS, "post that handed it in"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_receipts"),
        sa.UniqueConstraint("receipt", name="uq_receipts_receipt"),
        sa.UniqueConstraint("sha256", "office", name="uq_receipts_sha256_office"),
        comment="One row per delivered file and sending office.",
    )


def _value_columns() -> tuple[Any, ...]:
    return (
        _c(
            "judgement",
            sa.BigInteger(),
            "judgement that let it in: receipt, office and form period",
        ),
        _c("indicator", WORDS, "indicator key"),
        _c("area", WORDS, "adcode the value is about"),
        _c("period", WORDS, "2024, 2024-Q2 or 2024-06"),
        _c("office", WORDS, "reporting office"),
        _c("value", sa.Float(), "in the indicator's unit; empty = missing", nullable=True),
        _c("numerator", sa.Float(), "as reported", nullable=True),
        _c("denominator", sa.Float(), "as reported", nullable=True),
        _c("status", WORDS, "SDMX CL_OBS_STATUS"),
        _c("qualifier", WORDS, "约 近 以上, or empty"),
        _c("printed", WORDS, "the value cell as written"),
        _c("decimals", sa.SmallInteger(), "decimals as written", nullable=True),
        _c("note", WORDS, "what the office wrote beside it"),
        _c("sheet", WORDS, "sheet of the value"),
        _c("cell", WORDS, "cell of the value"),
        _c("numerator_cell", WORDS, "cell of the numerator"),
        _c("denominator_cell", WORDS, "cell of the denominator"),
        _c("doubted", sa.Boolean(), "a warning stands against it"),
        _c("action", WORDS, "new revised withdrawn"),
        _c("follows", sa.BigInteger(), "id of the revision before it, 0 for the first of its key"),
    )


def _revisions() -> None:
    op.create_table(
        "revisions",
        *_kept(
            *_value_columns(),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_revisions"),
        sa.UniqueConstraint(
            "indicator",
            "area",
            "period",
            "follows",
            name="uq_revisions_indicator_area_period_follows",
        ),
        comment="Every value ever recorded; a later one follows, nothing is overwritten.",
    )
    op.create_index("ix_revisions_judgement", "revisions", ["judgement"])
    op.create_index(
        "ix_revisions_withdrawn",
        "revisions",
        ["indicator", "area", "period"],
        sqlite_where=sa.text("action = 'withdrawn'"),
        postgresql_where=sa.text("action = 'withdrawn'"),
    )


def _runs() -> None:
    op.create_table(
        "runs",
        *_kept(
            _c("run", WORDS, "run id"),
            _c("period", WORDS, "period assessed"),
            _c("as_of", WORDS, "the moment asked for"),
            _c("head", sa.BigInteger(), "audit sequence the values were read at"),
            _c("rule_version", WORDS, "version of the assessment rules"),
            _c("plan_version", WORDS, "content hash of the plan"),
            _c("today", sa.Date(), "day of judging"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
        sa.UniqueConstraint("run", name="uq_runs_run"),
        comment="One row per assessment of a period.",
    )
    op.create_index("ix_runs_period", "runs", ["period"])


def _sessions() -> None:
    op.create_table(
        "sessions",
        _c("token_hash", WORDS, "sha256 of the session token"),
        _c("post", WORDS, "who"),
        _c("created_at", MOMENT, "log-in"),
        _c("expires_at", MOMENT, "end of the session"),
        _c("revoked_at", MOMENT, "log-out, disabling, new password", nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sessions"),
        comment="Logged-in browsers.",
    )
    op.create_index("ix_sessions_post", "sessions", ["post"])


def _stamp() -> None:
    op.create_table(
        "stamp",
        _c("id", sa.Integer(), "always 1", autoincrement=False),
        _c("kind", WORDS, "demo or real; decided at creation, for ever"),
        sa.CheckConstraint("kind IN ('demo', 'real')", name=op.f("ck_stamp_known")),
        sa.CheckConstraint("id = 1", name=op.f("ck_stamp_single")),
        sa.PrimaryKeyConstraint("id", name="pk_stamp"),
        comment="What this database is; append-only.",
    )


def _superseded() -> None:
    op.create_table(
        "superseded",
        *_kept(
            _c("revision", sa.BigInteger(), "the older revision"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_superseded"),
        sa.UniqueConstraint("revision", name="uq_superseded_revision"),
        comment="Revisions that are not the last of their key: current = revisions without these.",
    )


def _acknowledgements() -> None:
    op.create_table(
        "acknowledgements",
        *_kept(
            _c("fact", sa.BigInteger(), "fact"),
            _c("text", WORDS, "what was said"),
            _c("post", WORDS, "who"),
            _c("at", MOMENT, "when"),
        ),
        sa.ForeignKeyConstraint(["fact"], ["alert_facts.id"], name="fk_acknowledgements_fact"),
        sa.PrimaryKeyConstraint("id", name="pk_acknowledgements"),
        comment="Who took note of a fact.",
    )
    op.create_index("ix_acknowledgements_fact", "acknowledgements", ["fact"])


def _assessments() -> None:
    op.create_table(
        "assessments",
        *_kept(
            _c("run", sa.BigInteger(), "run"),
            _c("place", sa.Integer(), "order within the run"),
            _c("target", WORDS, "target id"),
            _c("indicator", WORDS, "indicator key"),
            _c("area", WORDS, "adcode"),
            _c("level", WORDS, "met on_pace behind far_behind not_assessable"),
            _c("trend", WORDS, "improving flat worsening unknown"),
            _c("belief", WORDS, "sound doubted missing demo"),
            _c("value", sa.Float(), "value judged", nullable=True),
            _c("expected", sa.Float(), "value of the pace", nullable=True),
            _c("content", WORDS, "the whole assessment, JSON"),
        ),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name="fk_assessments_run"),
        sa.PrimaryKeyConstraint("id", name="pk_assessments"),
        sa.UniqueConstraint("run", "place", name="uq_assessments_run_place"),
        comment="One row per target of a run.",
    )
    op.create_index("ix_assessments_target", "assessments", ["target"])


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        *_kept(
            _c("message", sa.BigInteger(), "message"),
            _c("outcome", WORDS, "delivered failed"),
            _c("reason", WORDS, "why it failed, else empty"),
            _c("at", MOMENT, "when"),
            _c("retry_at", MOMENT, "not again before, empty when delivered", nullable=True),
        ),
        sa.ForeignKeyConstraint(["message"], ["messages.id"], name="fk_deliveries_message"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        comment="Attempts to deliver a message.",
    )
    op.create_index("ix_deliveries_message", "deliveries", ["message"])


def _judgements() -> None:
    op.create_table(
        "judgements",
        *_kept(
            _c("receipt", WORDS, "receipt number"),
            _c("verdict", WORDS, "accepted returned refused duplicate"),
            _c("duplicate_of", WORDS, "receipt that brought the same values, else empty"),
            _c("office", WORDS, "office of the form's header (or the sender)"),
            _c("period", WORDS, "reporting period of the form, empty when not a form"),
            _c("layout", WORDS, "layout id, empty when not a form"),
            _c("edition", WORDS, "edition of the layout"),
            _c("accepted", sa.Integer(), "rows worth keeping"),
            _c("changed", sa.Integer(), "revisions written: new, revised, withdrawn"),
            _c("rejected", sa.Integer(), "cells with a critical finding"),
            _c("suite", WORDS, "version of the rules applied"),
            _c("evidence", WORDS, "sha256 of the evidence, empty for none"),
        ),
        sa.ForeignKeyConstraint(["receipt"], ["receipts.receipt"], name="fk_judgements_receipt"),
        sa.PrimaryKeyConstraint("id", name="pk_judgements"),
        comment="One row per judging of a receipt; a recheck adds another.",
    )
    op.create_index("ix_judgements_receipt", "judgements", ["receipt"])
    op.create_index("ix_judgements_submission", "judgements", ["office", "period"])


def _message_members() -> None:
    op.create_table(
        "message_members",
        *_kept(
            _c("message", sa.BigInteger(), "message"),
            _c("fact", sa.BigInteger(), "fact"),
        ),
        sa.ForeignKeyConstraint(["fact"], ["alert_facts.id"], name="fk_message_members_fact"),
        sa.ForeignKeyConstraint(["message"], ["messages.id"], name="fk_message_members_message"),
        sa.PrimaryKeyConstraint("id", name="pk_message_members"),
        sa.UniqueConstraint("message", "fact", name="uq_message_members_message_fact"),
        comment="Which facts a message tells.",
    )
    op.create_index("ix_message_members_fact", "message_members", ["fact"])


def _plan_parts() -> None:
    op.create_table(
        "plan_parts",
        *_kept(
            _c("plan_version", sa.BigInteger(), "edition"),
            _c("kind", WORDS, "offices areas indicators tasks reporting exceptions"),
            _c("place", sa.Integer(), "order within the kind"),
            _c("content", WORDS, "the part, JSON"),
        ),
        sa.ForeignKeyConstraint(
            ["plan_version"], ["plan_versions.id"], name="fk_plan_parts_plan_version"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_plan_parts"),
        comment="Offices, areas, indicators, tasks, reporting and exceptions of an edition.",
    )
    op.create_index("ix_plan_parts_plan_version", "plan_parts", ["plan_version"])


def _receipt_states() -> None:
    op.create_table(
        "receipt_states",
        _c("receipt", WORDS, "receipt number"),
        _c("state", WORDS, "received judging accepted returned refused duplicate"),
        _c("token", sa.Integer(), "fencing token: counts the leases"),
        _c("worker", WORDS, "who holds the lease, empty when nobody"),
        _c("until", MOMENT, "end of the lease", nullable=True),
        _c("since", MOMENT, "when it (again) began to wait"),
        sa.ForeignKeyConstraint(
            ["receipt"], ["receipts.receipt"], name="fk_receipt_states_receipt"
        ),
        sa.PrimaryKeyConstraint("receipt", name="pk_receipt_states"),
        comment="Where a receipt stands in the worker's queue.",
    )
    op.create_index("ix_receipt_states_waiting", "receipt_states", ["state", "since"])


def _target_versions() -> None:
    op.create_table(
        "target_versions",
        *_kept(
            _c("plan_version", sa.BigInteger(), "edition"),
            _c("target", WORDS, "target id"),
            _c("clause", WORDS, "verbatim quote"),
            _c("printed", WORDS, "value and comparator as printed"),
            _c("comparator", WORDS, "working comparator"),
            _c("value", sa.Float(), "in the indicator's unit"),
            _c("deadline", sa.Date(), "promised until"),
            _c("effective", sa.Date(), "from which day it holds"),
            _c("content", WORDS, "the whole target, JSON"),
        ),
        sa.ForeignKeyConstraint(
            ["plan_version"], ["plan_versions.id"], name="fk_target_versions_plan_version"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_target_versions"),
        comment="Every target of every loaded edition.",
    )
    op.create_index("ix_target_versions_plan_version", "target_versions", ["plan_version"])
    op.create_index("ix_target_versions_target", "target_versions", ["target"])


def _findings() -> None:
    op.create_table(
        "findings",
        *_kept(
            _c("judgement", sa.BigInteger(), "judgement it belongs to"),
            _c("rule", WORDS, "rule id"),
            _c("severity", WORDS, "critical warning info"),
            _c("message", WORDS, "whole Chinese sentence"),
            _c("expected", WORDS, "short form of the cure"),
            _c("sheet", WORDS, "sheet, empty for the whole file"),
            _c("cell", WORDS, "cell, empty for the whole file"),
            _c("indicator", WORDS, "indicator key or empty"),
            _c("area", WORDS, "adcode or empty"),
            _c("period", WORDS, "period or empty"),
            _c("value", WORDS, "what was written"),
        ),
        sa.ForeignKeyConstraint(["judgement"], ["judgements.id"], name="fk_findings_judgement"),
        sa.PrimaryKeyConstraint("id", name="pk_findings"),
        comment="Broken expectations with their evidence.",
    )
    op.create_index("ix_findings_judgement", "findings", ["judgement"])


def _answers() -> None:
    op.create_table(
        "answers",
        *_kept(
            _c("finding", sa.BigInteger(), "finding answered"),
            _c("text", WORDS, "the reason"),
            _c("post", WORDS, "who answered"),
            _c("at", MOMENT, "when"),
        ),
        sa.ForeignKeyConstraint(["finding"], ["findings.id"], name="fk_answers_finding"),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
        comment="What an office says to a finding (属实 with its reason).",
    )
    op.create_index("ix_answers_finding", "answers", ["finding"])


TABLES = (
    _alert_facts,
    _api_tokens,
    _approvals,
    _audit,
    _baselines,
    _case_events,
    _chain_head,
    _evidence,
    _heartbeats,
    _jobs,
    _login_attempts,
    _messages,
    _papers,
    _passwords,
    _plan_versions,
    _post_versions,
    _preferences,
    _receipts,
    _revisions,
    _runs,
    _sessions,
    _stamp,
    _superseded,
    _acknowledgements,
    _assessments,
    _deliveries,
    _judgements,
    _message_members,
    _plan_parts,
    _receipt_states,
    _target_versions,
    _findings,
    _answers,
)


def upgrade() -> None:
    """Create every table; the program adds the triggers after each migration."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.schema.CreateSequence(sa.Sequence("unit_numbers")))
    for create in TABLES:
        create()
