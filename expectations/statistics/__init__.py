"""Statistics of one series or one form: pure functions on numpy arrays, each with its formula."""
