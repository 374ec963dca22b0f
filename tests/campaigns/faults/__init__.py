"""Campaigns of faults: what the intake must survive."""
