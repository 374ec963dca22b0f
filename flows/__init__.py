"""Who does what, when: the command line and the Prefect flows."""
