"""Spares each test what comes out the same for all: templates, routes and SQL are compiled once for each process.

The application and the engines of every test are made anew. Most of that time would go into the compilers of Jinja,
Werkzeug and SQLAlchemy, over the same sources again; what they answered the first time is kept beside its source.
"""

from collections.abc import Callable, Hashable
from types import CodeType
from typing import Any

import sqlalchemy as sa
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing.rules import Rule

_STATEMENTS = 4000


class _CompiledTemplates(BytecodeCache):
    """Templates as Python; kept by their source, their name and how their environment reads them."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get(self._key(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._kept[self._key(bucket)] = bucket.code

    @staticmethod
    def _key(bucket: Bucket) -> Hashable:
        read_as = bucket.environment
        return bucket.key, bucket.checksum, read_as.trim_blocks, read_as.lstrip_blocks, read_as.keep_trailing_newline


def _kept_builders() -> Callable[..., Any]:
    """Werkzeug's own maker of the function that builds an address, asked once for each rule."""
    make: Callable[..., Any] = Rule._compile_builder  # noqa: SLF001 - there is no public way to keep it
    kept: dict[Hashable, Any] = {}

    def compile_builder(rule: Rule, append_unknown: bool = True) -> Any:
        if rule.defaults:
            return make(rule, append_unknown)
        key = (rule.rule, tuple(rule._trace), append_unknown)  # noqa: SLF001 - all that the function is made of
        if key not in kept:
            kept[key] = make(rule, append_unknown)
        return kept[key]

    return compile_builder


def _with_kept_statements() -> Callable[..., sa.Engine]:
    """`create_engine`, whose engines find the statements that others have compiled for the same kind of database."""
    make = sa.create_engine
    kept: LRUCache[Any, Any] = LRUCache(_STATEMENTS)

    def create_engine(*given: Any, **named: Any) -> sa.Engine:
        engine = make(*given, **named)
        engine.update_execution_options(compiled_cache=kept)
        return engine

    return create_engine


def begin() -> None:
    """Keep, from now on, what is compiled."""
    Flask.jinja_options = {"bytecode_cache": _CompiledTemplates()}
    setattr(Rule, "_compile_builder", _kept_builders())  # noqa: B010 - mypy would not have a method replaced
    setattr(sa, "create_engine", _with_kept_statements())  # noqa: B010 - the same
    for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        # What is kept is kept by dialect: those of one kind, which are all made alike here, count as one.
        setattr(kind, "__eq__", lambda one, other: type(one) is type(other))  # noqa: B010 - the same
        setattr(kind, "__hash__", lambda one: hash(type(one)))  # noqa: B010 - the same
