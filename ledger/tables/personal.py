"""Personal data as ciphertext in the chain, with the keys that open it outside it."""

from __future__ import annotations

from ledger.tables.kinds import Moment, Words, column, kept, moving

sealed = kept(
    "sealed",
    "What is about a person, encrypted; its hash stands in the chain also after the key is gone.",
    column("opinion", Words, "number of the opinion it came with", unique=True),
    column("ciphertext", Words, "AES-256-GCM, nonce first, base64"),
)

erasures = kept(
    "erasures",
    "Whose key was destroyed, by whom and why.",
    column("opinion", Words, "number of the opinion", index=True),
    column("rule", Words, "retention rule and its version, or empty: by hand"),
    column("text", Words, "why"),
    column("post", Words, "post that did it"),
    column("at", Moment, "when"),
)

sealing_keys = moving(
    "sealing_keys",
    "The key of each ciphertext, wrapped by the installation's data key (RFC 3394).",
    column("opinion", Words, "number of the opinion", primary_key=True),
    column("wrapped", Words, "AES key wrap, base64"),
    column("by", Words, "fingerprint of the data key that wrapped it"),
)
