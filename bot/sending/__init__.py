"""The outbox is drained."""
