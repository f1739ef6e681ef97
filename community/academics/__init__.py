"""Academic support: examinations, leave, tutoring, theses, papers from the registrar."""
