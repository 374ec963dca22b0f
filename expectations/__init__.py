"""What good data look like: rules declared once, compiled to masks and to Great Expectations."""
