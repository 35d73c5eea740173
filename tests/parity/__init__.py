"""The public surface of the core, held against what the four languages declare: see scripts/parity."""
