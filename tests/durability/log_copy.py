"""What was seen of a log, so that a later look at it can be held against an earlier one."""

import base64
import hashlib
import json
import time

EVENTS_PER_PAGE = 1_000  # What a busy machine reads within the deadline of a query.
PATIENCE_SECONDS = 60
RETRY_SECONDS = 0.05


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


class Tree:
    """The Merkle tree of RFC 6962 over what was appended, by the roots of its full subtrees."""

    def __init__(self):
        self.size = 0
        self.subtrees = []  # (leaves, root), the largest first.

    def append(self, leaf):
        count, root = 1, sha256(b"\0", leaf)
        while self.subtrees and self.subtrees[-1][0] == count:
            left = self.subtrees.pop()[1]
            count, root = 2 * count, sha256(b"\1", left, root)
        self.subtrees.append((count, root))
        self.size += 1

    def root(self):
        if not self.subtrees:
            return sha256()
        root = self.subtrees[-1][1]
        for _, left in reversed(self.subtrees[:-1]):
            root = sha256(b"\1", left, root)
        return root


class Checkpoint:
    def __init__(self, note):
        self.note = note
        lines = note.decode().splitlines()
        self.size, self.root = int(lines[1]), base64.b64decode(lines[2])


def fetch(client, target, **headers):
    """Asks again while there is too much to do, as a busy server may say."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        reply = client.get(target, **headers)
        if reply.status == 200:
            return reply
        assert reply.status == 503 and time.monotonic() < deadline, reply
        time.sleep(RETRY_SECONDS)


def fetch_checkpoint(client):
    return Checkpoint(fetch(client, "/log/checkpoint").body)


def fetch_lines(client, start, most=EVENTS_PER_PAGE):
    """Events from `start` on, each a line of JSON with its record; and the log's size."""
    target = f"/api/v1/events?record=true&limit={most}&from={start}"
    page = fetch(client, target, accept="application/x-ndjson")
    return page.body.splitlines(), int(page.headers["X-Log-Size"])


def record_of(event):
    return base64.b64decode(event["record"])


class LogCopy:
    """Hashes of all that was ever read. `read` is the part that a restart has confirmed."""

    def __init__(self):
        self.hashes = []  # Of the line of each position.
        self.confirmed = 0
        self.tree = Tree()  # Over what is confirmed.
        self.kept = None  # The last checkpoint that was fetched, and not yet held against the log.

    def look(self, client):
        """Reads what is new, and the checkpoint: from now on neither may change."""
        lines, _ = fetch_lines(client, len(self.hashes))
        self.hashes += map(sha256, lines)
        self.kept = fetch_checkpoint(client)
        return self.kept

    def confirm(self, client):
        """Reads on where the last restart ended, up to the end; returns these events."""
        events = []
        size = self.confirmed + 1
        while self.confirmed < size:
            lines, size = fetch_lines(client, self.confirmed)
            assert lines or size == self.confirmed, "a page is missing"
            for line in lines:
                events.append(self.confirm_line(line))
        assert self.confirmed >= len(self.hashes), (
            f"{len(self.hashes)} events were read, {self.confirmed} are left"
        )
        assert self.kept is None or self.kept.size <= self.confirmed, "behind a signed size"
        return events

    def confirm_line(self, line):
        position = self.confirmed
        if position < len(self.hashes):
            assert sha256(line) == self.hashes[position], f"position {position} has changed"
        else:
            self.hashes.append(sha256(line))
        event = json.loads(line)
        record = record_of(event)
        assert event["position"] == position, f"{event['position']} stands at {position}"
        assert int.from_bytes(record[2:10], "big") == position, "the record is another's"
        self.tree.append(record)
        self.confirmed += 1
        if self.kept is not None and self.kept.size == self.confirmed:
            assert self.tree.root() == self.kept.root, "the log is not what was signed"
        return event

    def check_page(self, client, start, count):
        """Reads again what a restart has confirmed before."""
        lines, _ = fetch_lines(client, start, count)
        expected = self.hashes[start : start + count]
        assert [sha256(line) for line in lines] == expected, f"changed from {start} on"

    def check_signed(self, client):
        """The server's own root, which covers everything, against ours."""
        signed = fetch_checkpoint(client)
        assert signed.size == self.tree.size, (signed.size, self.tree.size)
        assert signed.root == self.tree.root(), "the server signs another history"
