"""Putting files out; knows no news."""
