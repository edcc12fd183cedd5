"""Failures that a test scripts: the next matching request meets one, once."""

import fnmatch
import threading
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus

from donations.sandbox.errors import ApiError


class Way(StrEnum):
    """How a request fails."""

    STATUS = "status"
    SILENCE = "silence"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Fault:
    """One scripted failure; `path` may hold `*`."""

    method: str
    path: str
    way: Way
    after_effect: bool = False
    status: int = 500
    seconds: float = 30

    @property
    def error(self) -> ApiError:
        """The error that a failure with a status answers."""
        if self.status == HTTPStatus.TOO_MANY_REQUESTS:
            return ApiError("Too many requests hit the API too quickly.", status=self.status, code="rate_limit")
        if self.status == HTTPStatus.CONFLICT:
            message = "This object cannot be accessed right now because another request is accessing it."
            return ApiError(message, status=self.status, code="lock_timeout")
        kind = "api_error" if self.status >= HTTPStatus.INTERNAL_SERVER_ERROR else "invalid_request_error"
        return ApiError("An unknown error occurred (scripted).", status=self.status, kind=kind)


@dataclass(slots=True)
class FaultPlan:
    """The failures still to come, first come first met."""

    _planned: list[Fault] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self, method: str, path: str, *, status: int = 500, after_effect: bool = False, times: int = 1) -> None:
        """Answer the next matching request with this status; `after_effect` when it was done all the same."""
        for _ in range(times):
            self._add(Fault(method, path, Way.STATUS, after_effect, status=status))

    def timeout_before_effect(self, method: str, path: str, *, seconds: float = 30) -> None:
        """Leave the next matching request unanswered, undone; at most `seconds`, or until the caller gives up."""
        self._add(Fault(method, path, Way.SILENCE, seconds=seconds))

    def timeout_after_effect(self, method: str, path: str, *, seconds: float = 30) -> None:
        """Do what the next matching request asks and leave it unanswered."""
        self._add(Fault(method, path, Way.SILENCE, after_effect=True, seconds=seconds))

    def drop_connection(self, method: str, path: str, *, after_effect: bool = False) -> None:
        """Close the connection of the next matching request without an answer."""
        self._add(Fault(method, path, Way.DROP, after_effect))

    def clear(self) -> None:
        """Forget every failure still planned."""
        with self._lock:
            self._planned.clear()

    @property
    def planned(self) -> int:
        """How many failures no request has met yet."""
        with self._lock:
            return len(self._planned)

    def take(self, method: str, path: str) -> Fault | None:
        """Answer the first failure planned for this request, and forget it."""
        with self._lock:
            for fault in self._planned:
                if fault.method == method and fnmatch.fnmatchcase(path, fault.path):
                    self._planned.remove(fault)
                    return fault
        return None

    def _add(self, fault: Fault) -> None:
        with self._lock:
            self._planned.append(fault)
