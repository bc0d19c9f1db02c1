"""SIGKILL at any moment: all that was acknowledged is there, once, in order, byte for byte.

Eight writers journal what the server acknowledges; an observer reads the log and its checkpoints
beside them, and then kills the server. Whatever one of them has seen must outlive it.
"""

import base64
import collections
import datetime
import http.client
import json
import os
import random
import threading
import unittest

from nociq_server import NOCIQ, NOCIQ_VERIFY, Client, Folder, Server, run

CYCLES = 20
WRITERS = 8
FEWEST_ACKNOWLEDGED = 40  # In a cycle.
MOST_ACKNOWLEDGED = 160
MOST_LATE_LOOKS = 4  # The kill comes so many looks at the log after enough was acknowledged.
EVENTS_PER_PAGE = 10_000

# What one command appends: all of it or nothing.
FOUNDING = ("log.created", "asset.defined", "sla.policy_published")
CREATING = ("outage.created", "sla.terms_pinned")
RESOLVING = ("outage.resolved", "sla.calculated")


class Request:
    """The key stands in the event as well, so that its effects can be counted."""

    def __init__(self, key, outage=None):
        self.key = key
        if outage is None:
            detected = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=50)
            self.line = ("POST", "/api/v1/outages")
            self.body = {
                "site_name": f"Site of {key}",
                "severity": "high",
                "detected_at": detected.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "description": key,
            }
            self.status, self.types = 201, CREATING
        else:
            self.line = ("PUT", f"/api/v1/outages/{outage}")
            self.body = {"status": "resolved", "resolution_notes": key}
            self.status, self.types = 200, RESOLVING

    def send(self, client):
        return client.ask(*self.line, self.body, idempotency_key=self.key)


def key_in(event):
    payload = event["payload"]
    return payload.get("resolution_notes") or payload.get("description")


class Journal:
    """A file that says what was acknowledged, as sure as the log itself."""

    def __init__(self, path):
        self.path = path
        self.file = path.open("a")

    def write(self, line):
        self.file.write(json.dumps(line) + "\n")
        self.file.flush()
        os.fsync(self.file.fileno())

    def close(self):
        self.file.close()

    def lines(self):
        return [json.loads(line) for line in self.path.read_text().splitlines()]


class Progress:
    """How many requests were acknowledged in this cycle."""

    def __init__(self):
        self.lock = threading.Lock()
        self.count = 0

    def add(self):
        with self.lock:
            self.count += 1


class Writer(threading.Thread):
    """Writes until the server goes away."""

    def __init__(self, name, port, journal, progress, prng):
        super().__init__(daemon=True)
        self.prefix = name
        self.client = Client(port)
        self.journal = journal
        self.progress = progress
        self.prng = prng
        self.unresolved = []
        self.requests = {}
        self.in_flight = None
        self.failure = None

    def next_request(self):
        key = f"{self.prefix}-{len(self.requests)}"
        if self.unresolved and self.prng.random() < 0.4:
            return Request(key, self.unresolved.pop(0))
        return Request(key)

    def run(self):
        while self.failure is None:
            request = self.in_flight = self.next_request()
            self.requests[request.key] = request
            try:
                reply = request.send(self.client)
            except (OSError, http.client.HTTPException):
                return  # Whether it was done is what the retry will tell.
            if reply.status != request.status:
                self.failure = f"{request.line}: {reply}"
                return
            self.acknowledge(request, reply)

    def acknowledge(self, request, reply):
        self.journal.write(
            {
                "key": request.key,
                "position": reply.position(),
                "id": reply.json()["id"],
                "body": reply.body.decode(),
                "correlation": reply.headers["X-Correlation-ID"],
            }
        )
        self.in_flight = None
        if request.types == CREATING:
            self.unresolved.append(reply.json()["id"])
        self.progress.add()


class Observer:
    """Reads the log; no event that it has seen may ever change or go."""

    def __init__(self, kept_checkpoint):
        self.kept_checkpoint = kept_checkpoint
        self.lines = []

    def look(self, client):
        """Reads what is new."""
        target = f"/api/v1/events?record=true&limit={EVENTS_PER_PAGE}&from={len(self.lines)}"
        page = client.get(target, accept="application/x-ndjson")
        assert page.status == 200, page
        self.lines += page.body.splitlines()
        return int(page.headers["X-Log-Size"])

    def look_to_the_end(self, client):
        while self.look(client) > len(self.lines):
            pass

    def keep_checkpoint(self, client):
        checkpoint = client.get("/log/checkpoint")
        assert checkpoint.status == 200, checkpoint
        self.kept_checkpoint.write_bytes(checkpoint.body)


class KillTest(unittest.TestCase):
    def setUp(self):
        folder = Folder()
        self.addCleanup(folder.cleanup)
        self.folder = folder.__enter__()
        self.server = Server(self.folder)
        self.addCleanup(self.server.kill)
        self.observer = Observer(self.folder / "kept.checkpoint")
        self.acknowledged = 0
        self.cut_off = collections.Counter()

    def test_what_was_acknowledged_outlives_a_kill(self):
        for cycle in range(CYCLES):
            with self.subTest(cycle=cycle):
                self.live_and_be_killed(cycle, random.Random(cycle))
        self.finish()

    def live_and_be_killed(self, cycle, prng):
        self.server.start()
        before = len(self.observer.lines)
        progress = Progress()
        writers = [
            Writer(
                name := f"c{cycle}w{number}",
                self.server.port,
                Journal(self.folder / f"{name}.journal"),
                progress,
                random.Random(f"{cycle}/{number}"),
            )
            for number in range(WRITERS)
        ]
        for writer in writers:
            writer.start()
        self.observe_and_kill(writers, progress, prng)
        for writer in writers:
            writer.join()
            writer.client.close()
            writer.journal.close()
            self.assertIsNone(writer.failure)
        self.server.start()
        self.check_log(before, writers)
        self.check_retries(writers)
        self.check_views()
        self.server.kill()  # With HEAD as the load left it, and a log that was just replayed.

    def observe_and_kill(self, writers, progress, prng):
        client = Client(self.server.port)
        enough = prng.randrange(FEWEST_ACKNOWLEDGED, MOST_ACKNOWLEDGED)
        late_looks = prng.randrange(MOST_LATE_LOOKS)
        while progress.count < enough or late_looks > 0:
            if progress.count >= enough:
                late_looks -= 1
            self.observer.look(client)
            self.observer.keep_checkpoint(client)
            if not any(writer.is_alive() for writer in writers):
                break  # They say why.
        self.server.kill()
        client.close()

    def check_log(self, before, writers):
        """What is there after a kill, against all that anyone has seen before it."""
        seen = self.observer.lines
        found = Observer(None)
        found.look_to_the_end(self.server.client)
        self.assertGreaterEqual(len(found.lines), len(seen), "events that were read are gone")
        for position, (old, new) in enumerate(zip(seen, found.lines, strict=False)):
            self.assertEqual(old, new, f"position {position} has changed")
        self.observer.lines = found.lines
        events = [json.loads(line) for line in found.lines[before:]]
        for position, event in enumerate(events, before):
            self.assertEqual(event["position"], position)
            leaf = base64.b64decode(event["record"])
            self.assertEqual(int.from_bytes(leaf[2:10], "big"), position)
        self.check_whole_commands(events)
        for writer in writers:
            self.check_acknowledged(writer, before, events)
        kept = self.folder / "kept.checkpoint"
        self.assertLessEqual(int(kept.read_text().splitlines()[1]), len(found.lines))
        run(NOCIQ_VERIFY, self.server.url, "--since", kept, "--quiet")

    def check_whole_commands(self, events):
        commands = collections.defaultdict(list)
        for event in events:
            commands[event["correlation_id"]].append(event)
        for command in commands.values():
            types = tuple(event["type"] for event in command)
            self.assertIn(types, (FOUNDING, CREATING, RESOLVING))
            first = command[0]["position"]
            self.assertEqual(command[-1]["position"], first + len(types) - 1, "interleaved")

    def check_acknowledged(self, writer, before, events):
        last = before - 1
        for line in writer.journal.lines():
            self.acknowledged += 1
            request = writer.requests[line["key"]]
            self.assertGreater(line["position"], last)
            last = line["position"]
            self.assertLess(last - before, len(events), f"lost: {line}")
            end = last - before + 1
            own = events[end - len(request.types) : end]
            self.assertEqual(tuple(event["type"] for event in own), request.types)
            for event in own:
                self.assertEqual(event["correlation_id"], line["correlation"])
                self.assertEqual(event["payload"]["outage"], line["id"])
            for field in request.body.keys() - {"status"}:
                self.assertEqual(own[0]["payload"][field], request.body[field])

    def check_retries(self, writers):
        """Of each writer the last that was acknowledged, and what it waited for at the kill."""
        client = self.server.client
        done = {key_in(json.loads(line)) for line in self.observer.lines}
        size = len(self.observer.lines)
        for writer in writers:
            for line in writer.journal.lines()[-1:]:
                reply = writer.requests[line["key"]].send(client)
                self.assertEqual(reply.headers["Idempotent-Replayed"], "true")
                self.assertEqual(reply.body.decode(), line["body"])
                self.assertEqual(reply.position(), line["position"])
            request = writer.in_flight
            if request is None:
                continue
            was_done = request.key in done
            self.cut_off["done" if was_done else "not done"] += 1
            reply = request.send(client)
            self.assertEqual(reply.status, request.status, reply)
            self.assertEqual("Idempotent-Replayed" in reply.headers, was_done)
            size += 0 if was_done else len(request.types)
        self.observer.look_to_the_end(client)
        self.assertEqual(len(self.observer.lines), size)

    def check_views(self):
        created = sum(b'"type":"outage.created"' in line for line in self.observer.lines)
        reply = self.server.client.get("/api/v1/outages?limit=1")
        self.assertEqual(reply.json()["total"], created)

    def finish(self):
        """Every key has had one effect, and the folder is whole."""
        effects = collections.Counter(
            key_in(event)
            for event in map(json.loads, self.observer.lines)
            if event["type"] in (CREATING[0], RESOLVING[0])
        )
        self.assertEqual(set(effects.values()), {1})
        self.assertGreaterEqual(self.acknowledged, CYCLES * FEWEST_ACKNOWLEDGED)
        self.server.start()
        self.assertEqual(self.server.stop(), 0)
        run(NOCIQ, "verify", "--data", self.server.data, "--quiet")
        print(
            f"{CYCLES} kills, {self.acknowledged} acknowledged, {len(self.observer.lines)} events; "
            f"cut off: {dict(self.cut_off)}"
        )


if __name__ == "__main__":
    unittest.main()
