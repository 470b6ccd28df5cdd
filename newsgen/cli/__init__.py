"""The commands: they print and give exit codes, nothing else."""
