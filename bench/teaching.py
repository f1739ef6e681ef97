"""What teaching the detector of danger costs: `python -m bench.teaching`; seconds and memory of one process."""

import resource
import time

from understanding.crisis.ears import taught
from understanding.crisis.teaching import examples


def main() -> None:
    """Teach it anew and print the cost; nothing is kept."""
    started, processor = time.perf_counter(), time.process_time()
    lines = len(examples())
    taught()
    seconds, used = time.perf_counter() - started, time.process_time() - processor
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # Linux counts it in KiB
    print(f"{lines} lines: {seconds:.1f} s, {used:.1f} s of the processor, {most:.0f} MiB at most")


if __name__ == "__main__":
    main()
