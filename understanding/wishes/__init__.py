"""What somebody does by saying something: an order is only one of the things that are done with the words of one."""
