"""What is told of danger, harm and wrongs beyond the detector, and what is answered in such a talk."""
