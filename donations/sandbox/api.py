"""The API's door: who asks, whether it was asked before, what is asked, and the answer as it goes on the wire."""

import hashlib
import hmac
import json
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from donations.sandbox import clockwork, form, ids, listing, routes, schema
from donations.sandbox.account import Account
from donations.sandbox.errors import CONFLICT, OK, SERVER_ERROR, TOO_MANY, UNAUTHORIZED, ApiError, Json, invalid
from donations.sandbox.events import API_VERSION
from donations.sandbox.faults import Fault, FaultPlan, Way

_LOG = logging.getLogger(__name__)
_LONGEST_KEY = 255
_REMEMBERED_REQUESTS = 10_000


@dataclass(frozen=True, slots=True)
class Call:
    """A request as it came in; `hold` waits in silence until the caller gives up, `drop` closes its connection."""

    method: str
    path: str
    pairs: Sequence[tuple[str, str]] = field(repr=False)
    authorization: str | None = field(repr=False)
    idempotency_key: str | None = None
    version: str | None = None
    hold: Callable[[float], None] = lambda _seconds: None
    drop: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the request is answered."""

    status: int
    body: Json
    request_id: str
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """One request and its answer, kept so that a test may hold both against the published contract."""

    method: str
    path: str
    params: Json
    idempotency_key: str | None
    status: int
    body: Json


@dataclass(frozen=True, slots=True)
class _Job:
    """A request that has passed the door."""

    call: Call
    route: routes.Route
    object_id: str
    params: Json
    request_id: str
    fault: Fault | None

    @property
    def key(self) -> str | None:
        """The key under which the answer is stored, where there is one."""
        return self.call.idempotency_key if self.call.method == "POST" else None

    @property
    def fingerprint(self) -> str:
        """The same for the same request, whatever the order of its parameters."""
        said = json.dumps([self.call.method, self.call.path, sorted(self.call.pairs)])
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def scripted(self) -> Answer:
        """The answer a test has scripted."""
        if self.fault is None:
            raise RuntimeError("No failure is scripted.")
        error = self.fault.error
        return Answer(error.status, error.body, self.request_id)


@dataclass(slots=True)
class Api:
    """Answers requests for one Account."""

    account: Account
    secret_key: str = field(repr=False)
    faults: FaultPlan = field(default_factory=FaultPlan)
    requests: list[RecordedRequest] = field(default_factory=list)
    _in_flight: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, call: Call) -> Answer:
        """Answer one request, or fail it in the way a test has scripted."""
        request_id = ids.new("req")
        fault = self.faults.take(call.method, call.path)
        params: Json = {}
        try:
            self._authenticate(call)
            route, object_id = routes.match(call.method, call.path)
            params = schema.read(route.params, form.decode(call.pairs))
            with self._alone(call):
                done = self._once(_Job(call, route, object_id, params, request_id, fault))
        except ApiError as error:
            done = Answer(error.status, error.body, request_id)
        except Exception:  # noqa: BLE001 - whatever it was, the caller hears a 500 and the log the rest
            _LOG.exception("The sandbox failed on request %s", request_id)
            error_body = ApiError("The sandbox itself failed; see its log.", kind="api_error").body
            done = Answer(SERVER_ERROR, error_body, request_id)
        self._record(call, params, done)
        return done

    def _record(self, call: Call, params: Json, done: Answer) -> None:
        kept = RecordedRequest(call.method, call.path, params, call.idempotency_key, done.status, done.body)
        with self._lock:
            self.requests.append(kept)
            del self.requests[:-_REMEMBERED_REQUESTS]

    def _authenticate(self, call: Call) -> None:
        scheme, _, key = (call.authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not key:
            raise ApiError(
                "You did not provide an API key. Provide it in the Authorization header, using Bearer auth.",
                status=UNAUTHORIZED,
            )
        if not hmac.compare_digest(key.encode(), self.secret_key.encode()):
            raise ApiError("Invalid API Key provided.", status=UNAUTHORIZED)
        if call.version not in (None, API_VERSION):
            raise invalid(f"The sandbox speaks API version {API_VERSION} only, not {str(call.version)[:40]}.")

    @contextmanager
    def _alone(self, call: Call) -> Iterator[None]:
        """Let one request at a time use an idempotency key."""
        key = call.idempotency_key
        if key is None or call.method != "POST":
            yield
            return
        if len(key) > _LONGEST_KEY:
            raise invalid(f"The idempotency key is longer than {_LONGEST_KEY} characters.")
        with self._lock:
            if key in self._in_flight:
                raise ApiError(
                    "There is currently another in-progress request using this idempotency key.",
                    status=CONFLICT,
                    kind="idempotency_error",
                    code="idempotency_key_in_use",
                )
            self._in_flight.add(key)
        try:
            yield
        finally:
            with self._lock:
                self._in_flight.discard(key)

    def _once(self, job: _Job) -> Answer:
        """Do the job, unless its key has an answer already."""
        before = job.fault is not None and not job.fault.after_effect
        if job.fault is not None and before and job.fault.way is not Way.STATUS:
            return self._lose(job, Answer(SERVER_ERROR, {"error": {"type": "api_error"}}, job.request_id))
        with self.account.store.transaction():
            clockwork.tick(self.account)
            stored = self._stored(job)
            if stored is not None:
                return stored
            done = job.scripted if before else self._work(job)
            self._keep(job, done)
        return self._lose(job, done)

    def _lose(self, job: _Job, done: Answer) -> Answer:
        """Keep the answer from the caller, where that is scripted."""
        if job.fault is not None and job.fault.way is not Way.STATUS:
            if job.fault.way is Way.SILENCE:
                job.call.hold(job.fault.seconds)
            job.call.drop()
        return done

    def _work(self, job: _Job) -> Answer:
        with self.account.caused_by(job.request_id, job.call.idempotency_key):
            try:
                # An inner transaction: what fails leaves nothing behind but its answer.
                with self.account.store.transaction():
                    body = job.route.work(self.account, job.object_id, job.params)
                    body = listing.expand(self.account, body, job.params.get("expand", []))
            except ApiError as error:
                done = Answer(error.status, error.body, job.request_id)
            else:
                done = Answer(OK, body, job.request_id)
        return job.scripted if job.fault is not None and job.fault.way is Way.STATUS else done

    def _stored(self, job: _Job) -> Answer | None:
        if job.key is None:
            return None
        rows = self.account.store.rows(
            "SELECT fingerprint, status, body, request_id FROM answers WHERE key = ?", job.key
        )
        if not rows:
            return None
        ((fingerprint, status, body, request_id),) = rows
        if fingerprint != job.fingerprint:
            raise ApiError(
                "Keys for idempotent requests can only be used with the same endpoint and parameters they were first "
                f"used with. Try using a key other than '{job.key[:80]}' if you meant to execute a different request.",
                kind="idempotency_error",
            )
        return Answer(status, json.loads(body), request_id, replayed=True)

    def _keep(self, job: _Job, done: Answer) -> None:
        """Store the answer under its key; one that says "not now" is not an answer."""
        if job.key is None or done.status in (CONFLICT, TOO_MANY):
            return
        values = (job.key, job.fingerprint, done.status, json.dumps(done.body), done.request_id, self.account.time())
        self.account.store.run("INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?)", *values)

    def prune(self) -> int:
        """Forget every stored answer, as Stripe may after a day; answer how many there were."""
        with self.account.store.transaction():
            return self.account.store.run("DELETE FROM answers")
