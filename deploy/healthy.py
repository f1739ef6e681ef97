"""The health check of containers: ends with 0 where this process says that it is well.

`python deploy/healthy.py [--alive] [URL]`. With --alive any answer will do, also one that says that the database is
away: starting anew would not bring it back, and whoever comes is told what to do meanwhile.
"""

import os
import sys
import urllib.error
import urllib.request

WITHIN_SECONDS = 6  # /healthz itself answers within five, however its parts are


def answer(url: str) -> int:
    """Return the status of the answer, 0 where there is none."""
    try:
        with urllib.request.urlopen(url, timeout=WITHIN_SECONDS) as response:  # noqa: S310  # an address of ours
            return int(response.status)
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return 0


def main() -> int:
    """Look, and say in one line what was found."""
    alive = "--alive" in sys.argv
    given = [one for one in sys.argv[1:] if one != "--alive"]
    url = given[0] if given else f"http://127.0.0.1:{os.environ.get('ONESTOP_HTTP_PORT', '8080')}/healthz"
    status = answer(url)
    sys.stdout.write(f"{status or 'no answer'}\n")
    return 0 if status == 200 or (alive and status) else 1


if __name__ == "__main__":
    sys.exit(main())
