"""Schema migrations, run by `ledger.migrating` only."""
