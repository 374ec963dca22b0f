"""Every table of the ledger, one module per noun; columns say what they hold."""

from __future__ import annotations

from ledger.tables import (
    accounts,
    alerts,
    approvals,
    cases,
    chain,
    custody,
    disclosures,
    drafts,
    opinions,
    paper_steps,
    papers,
    personal,
    plans,
    proposals,
    reports,
    rules_of_entry,
    runs,
    work,
)
from ledger.tables.kinds import APPENDED, METADATA

__all__ = [
    "APPENDED",
    "METADATA",
    "accounts",
    "alerts",
    "approvals",
    "cases",
    "chain",
    "custody",
    "disclosures",
    "drafts",
    "opinions",
    "paper_steps",
    "papers",
    "personal",
    "plans",
    "proposals",
    "reports",
    "rules_of_entry",
    "runs",
    "work",
]
