"""What was reported: periods, areas, offices, values; reading files in the jail."""
