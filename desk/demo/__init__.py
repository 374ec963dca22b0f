"""演示: synthetic forms replayed through the real intake under a simulated clock."""
