"""Events: what is on, who has a seat, who waits for one."""
