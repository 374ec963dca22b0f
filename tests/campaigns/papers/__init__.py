"""R17: every number of every paper against raw SQL and against the offices' own files.

Nothing here imports `briefings`, `ledger` or `targets`: what is expected is reckoned by hand.
"""
