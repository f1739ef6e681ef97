"""Employment: tips, procedures, deadlines and warnings of fraud."""
