"""The office teaches: lessons are checked, a candidate is trained and tried, and what is live is swapped in."""
