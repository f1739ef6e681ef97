"""What is counted for Prometheus; labels are kinds and outcomes, never people."""

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram

TURNS = Counter("onestop_turns", "Messages answered, by channel and outcome", ["channel", "outcome"])
TURN_SECONDS = Histogram(
    "onestop_turn_seconds",
    "From claiming a message to the commit of its answer",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5),
)
SENDS = Counter("onestop_sends", "Deliveries that left the outbox, by channel and outcome", ["channel", "outcome"])
TICKS = Gauge("onestop_last_tick_timestamp_seconds", "When each job of the timetable last ended well", ["job"])
OLDEST_INBOX = Gauge("onestop_oldest_inbox_seconds", "Age of the oldest unanswered message")
OLDEST_OUTBOX = Gauge("onestop_oldest_outbox_seconds", "How long the oldest due delivery is overdue")
LOG_LINES_LOST = Counter("onestop_log_lines_lost", "Lines that the log did not take: its disk is full, its reader gone")
TABLE_ROWS = Gauge("onestop_table_rows", "About how many rows a table holds", ["table"])
DATABASE_BYTES = Gauge("onestop_database_bytes", "Size of the database, of SQLite with what lies in its log")
NLU_CIRCUIT = Gauge("onestop_nlu_circuit", "1 for the state that the circuit before Rasa is in", ["state"])
LOOP_LAG = Histogram(
    "onestop_loop_lag_seconds",
    "How much later than asked for the event loop came back to us",
    buckets=(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5),
)
PART_UP = Gauge("onestop_part_up", "1 while a part does its work, 0 while it is stuck", ["part"])
NLU_UP = Gauge("onestop_nlu_up", "1 while Rasa answers, 0 while the nearest-example router does")
NLU_ADDRESS_UP = Gauge("onestop_nlu_address_up", "1 while the Rasa at an address is asked, 0 while not", ["address"])
STAFF_REACHABLE = Gauge("onestop_staff_reachable", "1 while an alert would reach somebody of the staff, 0 while nobody")
ALIVE = CollectorRegistry()
"""What everybody may know."""
UP = Gauge("onestop_up", "1 while every part does its work, 0 while one is stuck", registry=ALIVE)
REGISTRY.register(UP)
