"""Whether a candidate model may take the place of the live one: both are tried on sentences that neither learnt."""
