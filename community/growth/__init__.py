"""Growth: the party's and the league's path, and the five sides of education."""
