"""The figures of `make bench`: how fast, how late, how large. Two sides are always measured in turn, in the same
run."""
