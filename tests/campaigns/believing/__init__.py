"""Believe it or not: a thousand forms, half of them with one seeded mistake.

Nothing here imports `expectations` or was written after its thresholds.
"""
