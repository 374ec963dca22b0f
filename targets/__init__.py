"""What was promised: the plan as data, target versions, assessment."""
