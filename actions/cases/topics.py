"""What a student may want a person for."""

from actions.dialogue.wording import noted

TOPICS = {
    "feelings": noted("Feelings"),
    "study": noted("Study"),
    "jobs": noted("Jobs"),
    "life": noted("Life"),
}
