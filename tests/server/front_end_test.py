"""Plays front_end_requests.json against a real server as a browser does, and looks for what the
front-end reads of each answer. (The front-end itself is somebody else's, and not here.)"""

import datetime
import json
import pathlib
import re
import unittest
import urllib.parse
import uuid

from nociq_server import Folder, Server

RECORDED = json.loads(pathlib.Path(__file__).with_name("front_end_requests.json").read_text())
REQUESTS = RECORDED["requests"]
ORIGIN = "http://localhost:3000"
PREFIX = "/api/v1"
BOUNDARY = "----formboundary7MA4YWxkTrZu0gW"
# What the front-end is known to ask for, by topic.
COVERED = {
    "List outages": {
        "GET /outages",
        "GET /outages/{id}",
        "PUT /outages/{id}",
        "DELETE /outages/{id}",
    },
    "Create": {"POST /outages"},
    "Status words": {"GET /outages"},
    "Resolve": {"POST /outages/{id}/resolve"},
    "Batch": {
        "POST /outages/batch/acknowledge",
        "POST /outages/batch/resolve",
        "POST /outages/batch/recalculate-sla",
        "POST /outages/{id}/recompute-sla",
    },
    "Bulk import": {"POST /outages/bulk", "GET /outages/bulk/history"},
    "Export": {"GET /outages/export"},
    "SLA config": {"GET /sla/config", "PUT /sla/config/{severity}"},
    "SLA calculation": {"GET /sla/calculate", "POST /sla/calculate", "POST /sla/preview"},
    "Disputes": {"GET /sla/disputes", "POST /sla/disputes", "PATCH /sla/disputes/{id}"},
}
ERRORS = {400, 404, 409, 415, 422}
LIST_PARAMETERS = {
    "page",
    "page_size",
    "search",
    "severity",
    "sort_field",
    "sort_order",
    "status",
}
# Of an answer to another origin, a page sees these headers and those that it is told of.
ALWAYS_VISIBLE = {
    "cache-control",
    "content-language",
    "content-length",
    "content-type",
    "expires",
    "last-modified",
    "pragma",
}
PROMISED_HEADERS = {
    "x-correlation-id",
    "etag",
    "link",
    "location",
    "content-disposition",
    "ratelimit",
    "ratelimit-policy",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "retry-after",
    "idempotent-replayed",
}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")


class Blocked(Exception):
    """A browser would not show this answer to its page, or not even ask for it."""


def words(header):
    return {word.strip().lower() for word in (header or "").split(",")}


class Browser:
    """A page of `origin` that asks with credentials, as the Fetch standard has it."""

    def __init__(self, client, origin):
        self.client = client
        self.origin = origin

    def check(self, reply):
        if reply.headers["Access-Control-Allow-Origin"] != self.origin:
            raise Blocked(f"this origin may not read it: {reply}")
        if reply.headers["Access-Control-Allow-Credentials"] != "true":
            raise Blocked(f"credentials may not be sent: {reply}")
        if "origin" not in words(reply.headers["Vary"]):
            raise Blocked(f"caches would give it to other origins: {reply}")

    def ask_in_advance(self, method, target, names):
        asked = {
            "origin": self.origin,
            "access_control_request_method": method,
            "access_control_request_headers": ",".join(sorted(names)),
        }
        reply = self.client.ask("OPTIONS", target, None, **asked)
        self.check(reply)
        if not 200 <= reply.status < 300:
            raise Blocked(f"it may not be asked for: {reply}")
        if method not in reply.headers["Access-Control-Allow-Methods"].split(", "):
            raise Blocked(f"{method} may not be sent")
        refused = set(names) - words(reply.headers["Access-Control-Allow-Headers"])
        if refused:
            raise Blocked(f"{refused} may not be sent")

    def fetch(self, method, target, body=None, content_type="application/json"):
        """The answer, and those of its headers that the page can read."""
        sent = {"x-correlation-id": str(uuid.uuid4())}
        if body is not None:
            sent["content-type"] = content_type
        self.ask_in_advance(method, target, sent)
        credentials = {"origin": self.origin, "cookie": "refresh=none"}
        accept = {"accept": "application/json, text/plain, */*"}
        named = {name.replace("-", "_"): value for name, value in sent.items()}
        reply = self.client.ask(method, target, body, **named, **credentials, **accept)
        self.check(reply)
        visible = ALWAYS_VISIBLE | words(reply.headers["Access-Control-Expose-Headers"])
        headers = {name.lower(): value for name, value in reply.headers.items()}
        shown = {name: value for name, value in headers.items() if name in visible}
        return reply, shown, sent["x-correlation-id"]


def at(document, path):
    """The values that a path leads to; none where a member is not there. [] is each element."""
    values = [document]
    for step in path.replace("[]", ".[]").removeprefix(".").split("."):
        if step == "[]":
            values = [one for value in values if isinstance(value, list) for one in value]
        else:
            values = [
                value[step] for value in values if isinstance(value, dict) and step in value
            ]
    return values


def is_a(kind, value):
    if kind.endswith("?"):
        return value is None or is_a(kind[:-1], value)
    if kind == "time":
        return isinstance(value, str) and bool(TIME.fullmatch(value))
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    types = {"string": str, "boolean": bool, "array": list, "object": dict}
    if kind in types:
        return isinstance(value, types[kind])
    return value in kind.split("|")


def unread(request, document):
    """What the front-end looks for in vain, finds to be something else, or finds against it."""
    found = []
    for path, kind in request.get("reads", {}).items():
        # Each element has the member, not only one of them.
        holders = at(document, path.rpartition(".")[0]) if "[]." in path else [document]
        values = at(document, path)
        if not values or len(values) < len(holders):
            found.append(f"{path} is not there")
        found += [f"{path} is {one!r}, no {kind}" for one in values if not is_a(kind, one)]
    for path, expected in request.get("values", {}).items():
        values = at(document, path)
        wanted = expected if "[]" in path else [expected]
        if values != wanted:
            found.append(f"{path} is {values}, not {wanted}")
    return found + [f"{path} is there" for path in request.get("lacks", {}) if at(document, path)]


def with_times(value, now):
    """A text such as "{30 minutes ago}" is that time."""
    if isinstance(value, dict):
        return {name: with_times(one, now) for name, one in value.items()}
    ago = re.fullmatch(r"\{(\d+) minutes ago\}", value) if isinstance(value, str) else None
    if not ago:
        return value
    return (now - datetime.timedelta(minutes=int(ago[1]))).strftime("%Y-%m-%dT%H:%M:%SZ")


def form_of(file):
    """A form with one file, as a browser writes it."""
    head = f'Content-Disposition: form-data; name="file"; filename="{file["name"]}"'
    lines = [f"--{BOUNDARY}", head, f"Content-Type: {file['type']}", "", file["text"]]
    return "\r\n".join([*lines, f"--{BOUNDARY}--", ""])


class FrontEnd(unittest.TestCase):
    def setUp(self):
        folder = self.enterContext(Folder())
        environment = {"ALLOWED_ORIGINS": f"{ORIGIN},http://app.example"}
        self.server = self.enterContext(Server(folder, environment=environment))
        self.browser = Browser(self.server.client, ORIGIN)

    def play(self, request, now):
        path = PREFIX + request["route"].format(**request.get("with", {}))
        query = urllib.parse.urlencode(with_times(request.get("query", {}), now))
        target = path + ("?" + query if query else "")
        body, content_type = None, "application/json"
        if "file" in request:
            body = form_of(request["file"])
            content_type = f"multipart/form-data; boundary={BOUNDARY}"
        elif "body" in request:
            body = json.dumps(with_times(request["body"], now))
        return self.browser.fetch(request["method"], target, body, content_type)

    def test_each_request_is_answered_as_the_front_end_reads_it(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        for request in REQUESTS:
            reply, headers, correlation = self.play(request, now)
            where = f"{request['topic']}, {request['method']} {request['route']}: {reply}"
            self.assertEqual(reply.status, request["status"], where)
            self.assertEqual(headers["x-correlation-id"], correlation, where)
            for name, part in request.get("headers", {}).items():
                self.assertIn(part, headers[name], where)
            self.assertIn(request.get("text", ""), reply.body.decode(), where)
            if headers.get("content-type", "").startswith("application/json"):
                self.assertEqual(unread(request, reply.json()), [], where)
            else:
                self.assertNotIn("reads", request, where)

    def test_what_the_front_end_is_known_to_ask_is_all_on_the_list(self):
        listed = {}
        for request in REQUESTS:
            asked = f"{request['method']} {request['route']}"
            if request["status"] < 400:
                listed.setdefault(request["topic"], set()).add(asked)
                # Whatever has an answer, has something that is read of it.
                told = any(name in request for name in ("reads", "values", "text"))
                self.assertEqual(told, request["status"] != 204, asked)
            else:
                self.assertEqual(request["topic"], "Errors", asked)
                self.assertEqual(request["reads"]["message"], "string", asked)
        self.assertEqual(listed, COVERED)
        errors = {one["status"] for one in REQUESTS if one["topic"] == "Errors"}
        self.assertEqual(errors, ERRORS)
        lists = [one for one in REQUESTS if (one["method"], one["route"]) == ("GET", "/outages")]
        self.assertEqual({name for one in lists for name in one["query"]}, LIST_PARAMETERS)
        exports = [one for one in REQUESTS if one["topic"] == "Export"]
        self.assertEqual({one["query"]["format"] for one in exports}, {"csv", "json"})

    def test_pages_of_other_origins_are_shown_nothing(self):
        self.browser.fetch("GET", f"{PREFIX}/outages")
        for origin in ("http://localhost:3001", "https://localhost:3000", "null"):
            with self.assertRaises(Blocked):
                Browser(self.server.client, origin).fetch("GET", f"{PREFIX}/outages")
            reply = self.server.client.get(f"{PREFIX}/outages", origin=origin)
            self.assertIsNone(reply.headers["Access-Control-Allow-Origin"])

    def test_a_browser_is_told_what_may_be_sent_and_read(self):
        with self.assertRaises(Blocked):
            self.browser.ask_in_advance("DELETE", f"{PREFIX}/outages", [])
        with self.assertRaises(Blocked):
            self.browser.ask_in_advance("GET", f"{PREFIX}/outages", ["x-unheard-of"])
        every = ["authorization", "content-type", "idempotency-key", "if-match", "x-correlation-id"]
        self.browser.ask_in_advance("PUT", f"{PREFIX}/outages/OUT001", every)
        reply = self.server.client.get(f"{PREFIX}/outages", origin=ORIGIN)
        exposed = words(reply.headers["Access-Control-Expose-Headers"])
        self.assertEqual(PROMISED_HEADERS - exposed, set())
        self.assertNotIn("*", exposed)
        # Nobody named it, so it is made up here.
        self.assertTrue(uuid.UUID(reply.headers["X-Correlation-ID"]))

    def test_what_is_not_as_it_is_read_is_found(self):
        request = {
            "reads": {"a": "number", "b[].c": "time?", "d": "x|y"},
            "values": {"a": 1, "b[].c": [None]},
            "lacks": {"e": "why"},
        }
        good = {"a": 1, "b": [{"c": None}], "d": "y"}
        self.assertEqual(unread(request, good), [])
        for other in (
            {**good, "a": "1"},
            {**good, "a": True},
            {**good, "a": 2},
            {**good, "b": []},
            {**good, "b": [{}]},
            {**good, "b": [{"c": None}, {}]},
            {**good, "b": [{"c": "2026-01-16T09:30:00"}]},
            {**good, "d": "z"},
            {**good, "e": None},
            {"a": 1, "b": [{"c": None}]},
            {},
        ):
            self.assertNotEqual(unread(request, other), [], other)


if __name__ == "__main__":
    unittest.main()
