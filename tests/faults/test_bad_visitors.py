"""Bad visitors of every kind at once: everybody who means well is answered on their open page, and nothing is left.

How quickly is measured on a machine that does nothing else: `python -m bench.bad_visitors`.
"""

import asyncio
from pathlib import Path

from bench.bad_visitors import Sizes, left, storm, waited
from tests.faults.campus import Campus
from tests.faults.kill import Assistant

A_FEW = Sizes(students=4, newcomers=2, calm_seconds=2, floods=2, slow_headers=40, streams=40)


def test_a_storm_of_bad_visitors_takes_no_answer_from_anybody(campus: Campus, rasa_url: str, tmp_path: Path) -> None:
    url = campus.url
    with Assistant(tmp_path, {"ONESTOP_DATABASE_URL": url, "ONESTOP_NLU_URL": rasa_url}) as app:
        seen, _, files = asyncio.run(storm(app, url, 10, A_FEW))
        assert len(seen.in_danger) >= 1
        assert len(seen.of_newcomers) >= 2
        assert len(waited(url, seen, seen.everything)[1]) == len(seen.everything), "each was shown its answer"
        assert not seen.wrong, "nobody was turned away"
        assert seen.flood["202"], "the flood was there"
        assert files < 400
        assert left(url) == 0
