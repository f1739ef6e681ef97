"""What is true of offices as something that is published."""

from community.answers.tables import Office
from community.publishing.matter import Matter

OFFICE = Matter("office", table=Office)
