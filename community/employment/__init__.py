"""Job offers: which of them smell of fraud."""
