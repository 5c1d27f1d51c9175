"""Timings of texderive, and of other tools on the same problems in the same run; `make bench` prints them (run.py)."""
