"""What is done: one function = one use case = one unit of work, each with an actor."""
