"""Long seeded campaigns: `python -m tests.campaigns NAME`, a sample of each in the suite."""
