"""What nothing written answers: questions kept for the office, and answers that did not help."""
