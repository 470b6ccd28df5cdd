"""The commands, a file each: what it does for itself, what it prints, its exit code."""
