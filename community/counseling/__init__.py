"""Counselors, the times they offer, and the appointments that students make."""
