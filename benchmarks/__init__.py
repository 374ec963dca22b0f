"""Measurements as ratios against a reference in the same run; five repeats, median and worst."""
