"""Cases: a student and a person of the staff, brought together; and the numbers to call meanwhile."""
