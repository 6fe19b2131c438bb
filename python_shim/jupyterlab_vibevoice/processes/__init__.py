"""Child processes that cannot outlive their owner."""
