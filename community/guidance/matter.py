"""What is true of guidance as something that is published."""

from community.guidance.tables import GuidanceItem
from community.publishing.matter import Matter

GUIDANCE = Matter("guidance", table=GuidanceItem)
