"""The boundary: the only code that both processes load. Plain data crosses here, nothing else."""
