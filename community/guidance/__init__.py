"""What the office has written for students: subjects, and the pieces of guidance in each of them."""
