"""Transcripts: requests and the exact replies, as text that a person reads from top to bottom.

    # What this shows.
    > POST /api/v1/outages
    > Idempotency-Key: one
    {"site_name": "Alpha"}
    < 201
    < ETag: "v1.p3"
    {"id": "OUT001", "detected_at": "<time>"}

Lines are wrapped at will. A reply is compared as JSON: members in order, and numbers as they are
written, so that 750 is not 750.00; or as text, line by line (a line that begins with # is written
with \\ before it). What no test can know stands in angle
brackets (see PATTERNS). Of an error only the inside is written: its envelope is always the same,
and always checked. (The report of an atomic import that was refused is no error; it has none.)

What a document says of the reply may stand beside it, with every difference and its reason:

    @ 2026-01-16T09:33:00Z
    > GET /api/v1/outages
    < 200
    {"total": 1, "outages": [{"id": "OUT001", "status": "active", "is_open": true}]}
    = {"total": 1, "results": [{"id": "OUT001", "status": "open"}]}
    ~ -results, +outages: why it has another name
    ~ outages/OUT001/status: why it has another value

A path leads from member to member, and by id or event into an array; `-` is before what only the
document has, `+` before what only the reply has, and `*` and `[2-9]` are as in file names. From
`@` on it is that time; `@ +12 seconds` lets so much of it pass. `45 × text` is 45 lines of that
text, in which <n> counts.

What a clock does while it runs is shown with times that are counted from now, in seconds:
<now+2> and <now-3600> in a request's body.
"""

import datetime
import decimal
import fnmatch
import json
import re
import time

PATTERNS = {
    "<time>": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z",
    "<uuid>": r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    "<hash>": r"[0-9a-f]{64}",
    "<base64>": r"[A-Za-z0-9+/]+=*",
    "<key>": r"nociq\.local/[0-9a-f]{12}\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}",
    "<origin>": r"nociq\.local/[0-9a-f]{12}",
    "<actor>": r"local:\d+",
    "<version>": r"\d+\.\d+\.\d+",
    "<number>": r"-?\d+(\.\d+)?",
    "<text>": r".+",
}
ANYTHING = "<json>"  # In place of any JSON at all.
MORE = re.compile(r"<(\d+) more>")  # At the end of an array: so many elements, whatever they are.


class Number(str):
    """A number as it is written."""


class Members(list):
    """Those of an object, each a name and a value, in order."""


class Exchange:
    """One request and its reply; `line` is where it begins."""

    def __init__(self, line, title):
        self.line = line
        self.title = title
        self.clock = None
        self.method = None
        self.target = None
        self.headers = {}
        self.body = ""
        self.status = None
        self.reply_headers = {}
        self.reply = ""
        self.document = ""
        self.reasons = []  # Each a list of paths, and why they differ.
        self.pause = 0

    def take_head(self, text):
        if self.method is None:
            self.method, self.target = text.split(" ", 1)
        else:
            name, value = text.split(": ", 1)
            self.headers[name] = value

    def take_reply_head(self, text):
        if self.status is None:
            self.status = int(text)
        else:
            name, value = text.split(": ", 1)
            self.reply_headers[name] = value

    def take_reason(self, text):
        paths, reason = text.split(": ", 1)
        self.reasons.append((paths.split(", "), reason))


def repeated(line):
    """The lines that a line of a body stands for."""
    times = re.fullmatch(r"(\d+) × (.*)", line)
    if not times:
        return line + "\n"
    numbers = range(1, int(times[1]) + 1)
    return "".join(times[2].replace("<n>", str(number)) + "\n" for number in numbers)


def read(path):
    """The exchanges of a file."""
    exchanges = []
    title = ""
    clock = None
    pause = 0
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.startswith("# "):
            title = line[2:]
        elif line.startswith("@ +"):
            pause = int(line.removeprefix("@ +").removesuffix(" seconds"))
        elif line.startswith("@ "):
            clock = line[2:]
        elif line.startswith("> "):
            if not exchanges or exchanges[-1].status is not None:
                exchanges.append(Exchange(number, title))
                exchanges[-1].clock = clock
                exchanges[-1].pause, pause = pause, 0
            exchanges[-1].take_head(line[2:])
        elif line.startswith("< "):
            exchanges[-1].take_reply_head(line[2:])
        elif line.startswith("= "):
            exchanges[-1].document += line[2:] + "\n"
        elif line.startswith("~ "):
            exchanges[-1].take_reason(line[2:])
        elif line and exchanges[-1].status is None:
            exchanges[-1].body += repeated(line)
        elif line:
            exchanges[-1].reply += line.removeprefix("\\") + "\n"
    return exchanges


def parsed(text):
    return json.loads(text, object_pairs_hook=Members, parse_int=Number, parse_float=Number)


def without_more(expected, actual):
    """Both without the elements of which only the number is expected."""
    more = MORE.fullmatch(expected[-1]) if type(expected[-1]) is str else None
    if not more or type(actual) is not list or len(actual) != len(expected) - 1 + int(more[1]):
        return expected, actual
    return expected[:-1], actual[: len(expected) - 1]


def differences(expected, actual, path="reply"):
    """In words; nothing when `actual` is what was expected."""
    if type(expected) is list and expected:
        expected, actual = without_more(expected, actual)
    if expected == ANYTHING:
        return []
    if type(expected) is str and expected in PATTERNS:
        kind = Number if expected == "<number>" else str
        if type(actual) is kind and re.fullmatch(PATTERNS[expected], actual):
            return []
    elif (
        isinstance(expected, list)
        and type(expected) is type(actual)
        and len(expected) == len(actual)
    ):
        found = []
        for i, (one, other) in enumerate(zip(expected, actual)):
            # A member is compared name first, and named in what is said of it.
            if isinstance(expected, Members) and one[0] == other[0]:
                found += differences(one[1], other[1], f"{path}.{one[0]}")
            else:
                found += differences(one, other, f"{path}[{i}]")
        return found
    elif type(expected) is type(actual) and expected == actual:
        return []
    return [f"{path}: {actual!r} is not {expected!r}"]


def text_differences(expected, actual):
    """By lines, of which empty ones do not count."""
    expected, actual = expected.split("\n"), [line for line in actual.split("\n") if line]
    pattern = "\n".join(re.escape(line) for line in expected if line)
    for name, value in PATTERNS.items():
        pattern = pattern.replace(re.escape(name), value)
    return [] if re.fullmatch(pattern, "\n".join(actual)) else [f"{actual} is not {expected}"]


def by_name(value):
    """Members of an object, or elements of an array that have names of their own; else None."""
    if isinstance(value, dict):
        return value
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        named = {one.get("id", one.get("event", one.get("field"))): one for one in value}
        return named if len(named) == len(value) and None not in named else None
    return None


def paths_that_differ(document, actual, path=""):
    """Numbers are compared by value, arrays of what has no name as a whole."""
    one, other = by_name(document), by_name(actual)
    if one is None or other is None:
        same = type(document) is type(actual) and document == actual
        return [] if same else [path]
    found = [f"-{path}/{name}" for name in one if name not in other]
    found += [f"+{path}/{name}" for name in other if name not in one]
    for name in one:
        if name in other:
            found += paths_that_differ(one[name], other[name], f"{path}/{name}")
    return found


def unexplained(exchange, body):
    """Differences from what the document says that have no reason; reasons for none."""
    document, actual = (
        json.loads(text, parse_int=decimal.Decimal, parse_float=decimal.Decimal)
        for text in (exchange.document, body)
    )
    found = [path.replace("/", "", 1) for path in paths_that_differ(document, actual)]
    told = [path for paths, _ in exchange.reasons for path in paths]
    matched = {path: fnmatch.filter(found, path) for path in told}
    explained = {path for paths in matched.values() for path in paths}
    return [f"{path} differs from the document" for path in found if path not in explained] + [
        f"{path} does not differ from the document" for path in told if not matched[path]
    ]


def header_differences(expected, headers):
    found = []
    for name, value in expected.items():
        actual = headers[name]
        if value == "<none>":
            found += [f"{name}: {actual} is there"] if actual is not None else []
        elif value in PATTERNS:
            found += differences(value, actual, name)
        elif actual != value:
            found.append(f"{name}: {actual!r} is not {value!r}")
    return found


def unwrapped_error(reply):
    """What stands in the envelope, which has this form for every error there is."""
    envelope = json.loads(reply.body)
    assert list(envelope) == ["error", "message", "request_id"], envelope
    error = envelope["error"]
    assert list(error) == ["code", "message", "details", "timestamp"], envelope
    assert envelope["message"] == error["message"], envelope
    assert envelope["request_id"] == reply.headers["X-Request-Id"], envelope
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", error["timestamp"]), envelope
    del error["timestamp"]
    return json.dumps(error)


def told_time(match):
    """Of <now+2>: two seconds from now."""
    moment = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=int(match[1]))
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def play(exchange, client, contract):
    """Sends the request; what is wrong with the reply, or broken of the API's document."""
    time.sleep(exchange.pause)
    headers = {name.replace("-", "_"): value for name, value in exchange.headers.items()}
    asked = re.sub(r"<now([+-]\d+)>", told_time, exchange.body)
    body = asked.encode() if asked else None
    reply = client.ask(exchange.method, exchange.target, body, **headers)
    if reply.status != exchange.status:
        return [f"status {reply.status} is not {exchange.status}: {reply.body.decode()}"]
    media_type = headers.get("Content_Type", "application/json").split(";")[0]
    found = contract.errors(exchange.method, exchange.target, media_type, body, reply)
    found += header_differences(exchange.reply_headers, reply.headers)
    always = {"X-Request-Id": "<uuid>"}
    if reply.status != 204:
        always["X-Content-Type-Options"] = "nosniff"
    found += header_differences(always, reply.headers)
    if exchange.document:
        found += unexplained(exchange, reply.body)
    if exchange.method == "HEAD":
        return found + ([f"a body: {reply.body!r}"] if reply.body else [])
    content_type = reply.headers["Content-Type"]
    if content_type == "application/octet-stream":
        return found  # Other tests read bytes.
    if content_type != "application/json":
        return found + text_differences(exchange.reply, reply.body.decode())
    expected = parsed(exchange.reply)
    is_error = reply.status >= 400 and expected[0][0] == "code"
    text = unwrapped_error(reply) if is_error else reply.body
    return found + differences(expected, parsed(text))
