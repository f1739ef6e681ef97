"""The campus: when its office is open, which days are feasts, which weekends are worked."""
