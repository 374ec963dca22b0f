"""What is written: forms, return sheets, the quarterly paper."""
