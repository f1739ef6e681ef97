"""What the owners of subjects are told: what is due to be checked again, and what students missed in a week."""
