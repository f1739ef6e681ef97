"""The way of `procrastinate`, a queue of jobs in PostgreSQL, to our database.

Its own way is a pool of its own, without our limits for what stands still. This one asks over our connections, so that
how many there are, and how long anything is waited for, stays said in one place (`community/engines.py`).
"""

import asyncio
from collections.abc import Iterable
from concurrent.futures import Executor
from typing import Any, LiteralString

from procrastinate.connector import BaseAsyncConnector, Notify, Pool
from procrastinate.exceptions import ConnectorException, UniqueViolation
from psycopg import errors
from psycopg.types.json import Jsonb
from sqlalchemy.exc import DBAPIError

from community.database import Database

Rows = list[dict[str, Any]]


class OurDatabase(BaseAsyncConnector):
    """Each query is a short transaction in a thread.

    `DatabaseAway` passes through as it is. Jobs are looked for rather than heard of: that needs no line of its own.
    """

    def __init__(self, database: Database, threads: Executor) -> None:
        self._database, self._threads = database, threads

    async def open_async(self, pool: Pool | None = None) -> None:
        """There is nothing to open."""

    async def close_async(self) -> None:
        """Nor to close."""

    async def execute_query_async(self, query: LiteralString, **arguments: Any) -> None:
        """Ask, and want nothing back."""
        await self._ask(query, arguments)

    async def execute_query_one_async(self, query: LiteralString, **arguments: Any) -> dict[str, Any]:
        """Ask for a row."""
        [row] = await self._ask(query, arguments)
        return row

    async def execute_query_all_async(self, query: LiteralString, **arguments: Any) -> Rows:
        """Ask for rows."""
        return await self._ask(query, arguments)

    async def listen_notify(self, on_notification: Notify, channels: Iterable[str]) -> None:
        """Hear nothing."""
        raise NotImplementedError

    async def _ask(self, query: LiteralString, arguments: dict[str, Any]) -> Rows:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._asked, query, arguments)

    def _asked(self, query: LiteralString, arguments: dict[str, Any]) -> Rows:
        given = {name: Jsonb(value) if isinstance(value, dict) else value for name, value in arguments.items()}
        try:
            with self._database.transaction(hurried=True) as session:
                answer = session.connection().exec_driver_sql(query, given)
                return [dict(row) for row in answer.mappings()]
        except DBAPIError as error:
            if isinstance(error.orig, errors.UniqueViolation):
                raise UniqueViolation(constraint_name=error.orig.diag.constraint_name, queueing_lock=None) from error
            raise ConnectorException from error
