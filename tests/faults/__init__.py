"""The figures of `make faults`: what is lost, sent twice or left stale while everything fails that can fail."""
