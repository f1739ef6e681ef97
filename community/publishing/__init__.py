"""Publishing: a draft is submitted, approved, published, replaced, withdrawn; the same for all that staff write."""
