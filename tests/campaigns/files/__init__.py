"""Campaigns with files: broken, forged, cut and hostile ones."""
