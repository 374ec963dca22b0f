"""The state machine of cases against a small oracle that shares no code with it."""
