"""SIGKILL at any moment: all that was acknowledged is there, once, in order, byte for byte.

Sixteen writers journal what the server acknowledges; an observer reads the log and its checkpoints
beside them, and then kills the server. Whatever one of them has seen must outlive it.
"""

import collections
import contextlib
import itertools
import json
import random
import subprocess
import time
import unittest

import commands
from campaign import length
from log_copy import LogCopy
from nociq_server import NOCIQ, NOCIQ_VERIFY, Folder, Server, run
from writers import PROMISED, Journal, Progress, Writer

KILLS_UNDER_LOAD = length(200, 500)
KILLS_WHILE_STARTING = length(40, 100)
KILLS_WHILE_FOUNDING = length(20, 100)
WRITERS = 16
FEWEST_ANSWERED = 20  # In a cycle.
MOST_ANSWERED = 80
HEAD_SYNC_SECONDS = 0.1  # From one to the next, under load.
HEAD_SYNC_SPREAD = 0.01
KEPT_CHECKPOINTS = 5
OLD_PAGE = 100


def acknowledged_before(earlier, later):
    return earlier["received"] < later["sent"]


def check_order(entries):
    """Who was answered before another one asked stands before it in the log."""
    ordered = sorted(entries, key=lambda entry: entry["position"])
    for one, next_one in itertools.pairwise(ordered):
        assert one["position"] < next_one["position"], (one, next_one)
    earliest_answer = None
    for entry in reversed(ordered):
        if earliest_answer is not None:
            assert not acknowledged_before(earliest_answer, entry), (earliest_answer, entry)
        if earliest_answer is None or entry["received"] < earliest_answer["received"]:
            earliest_answer = entry


class Killed(unittest.TestCase):
    def setUp(self):
        folder = Folder()
        self.addCleanup(folder.cleanup)
        self.folder = folder.__enter__()
        self.server = Server(self.folder)
        self.addCleanup(self.server.kill)

    def kill_while_starting(self, prng, usual_seconds):
        """A start takes about so long; where in it this one is, nobody tells."""
        command = [NOCIQ, "serve", "--data", self.server.data, "--port", "0"]
        with subprocess.Popen(list(map(str, command)), stderr=subprocess.DEVNULL) as process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(prng.uniform(0, usual_seconds))
            self.assertIsNone(process.poll(), "it ended by itself")
            process.kill()


class KillUnderLoad(Killed):
    def setUp(self):
        super().setUp()
        self.writers = [
            Writer(f"w{number}", Journal(self.folder / f"w{number}.journal"), random.Random(number))
            for number in range(WRITERS)
        ]
        for writer in self.writers:
            self.addCleanup(writer.journal.close)
        self.log = LogCopy()
        self.entries = []  # All that was acknowledged, by the journals.
        self.done = {}  # Position of the last event of each key.
        self.present = 0  # Outages that are not deleted.
        self.cut_off = {}  # Of each writer the key that it must repeat, and whether it was done.
        self.kept_checkpoints = []
        self.counts = collections.Counter()

    def test_what_was_acknowledged_outlives_a_kill(self):
        prng = random.Random(1)
        for cycle in range(KILLS_UNDER_LOAD):
            seconds = self.start()
            self.check(prng)
            self.write_and_kill(cycle, prng)
            if cycle % (KILLS_UNDER_LOAD // KILLS_WHILE_STARTING) == 0:
                self.kill_while_starting(prng, seconds)
                self.counts["killed while starting"] += 1
        self.start()
        self.check(prng)
        self.finish()

    def start(self):
        began = time.monotonic()
        self.server.start()
        return time.monotonic() - began

    def write_and_kill(self, cycle, prng):
        progress = Progress()
        for writer in self.writers:
            writer.start(self.server.port, progress)
        enough = prng.randrange(FEWEST_ANSWERED, MOST_ANSWERED)
        seen = self.log.look(self.server.client)
        while progress.count < enough and all(writer.is_alive() for writer in self.writers):
            seen = self.log.look(self.server.client)
        if prng.random() < 0.5:
            self.wait_for_head_sync(seen, prng)
        self.server.kill()
        for writer in self.writers:
            writer.join()
            self.assertIsNone(writer.failure)
        if cycle % (KILLS_UNDER_LOAD // KEPT_CHECKPOINTS + 1) == 0:
            self.kept_checkpoints.append(self.log.kept.note)

    def wait_for_head_sync(self, seen, prng):
        """HEAD has just been synced when a new size is signed; its next sync is 100 ms away."""
        deadline = time.monotonic() + 1
        while time.monotonic() < deadline:
            if self.log.look(self.server.client).size != seen.size:
                spread = prng.uniform(-HEAD_SYNC_SPREAD, HEAD_SYNC_SPREAD)
                time.sleep(HEAD_SYNC_SECONDS + spread)
                self.counts["killed about a sync of HEAD"] += 1
                return

    def check(self, prng):
        """What is there after a kill, against all that anyone has seen before it."""
        client = self.server.client
        old = self.log.confirmed
        events = self.log.confirm(client)
        self.log.check_signed(client)
        if old > OLD_PAGE:
            self.log.check_page(client, prng.randrange(old - OLD_PAGE), OLD_PAGE)
        self.check_commands(events, old)
        entries = self.new_entries(old)
        for entry in entries:
            self.check_acknowledged(entry, events, old)
        check_order(entries)
        self.entries += entries
        self.note_what_was_cut_off()
        total = client.get("/api/v1/outages?limit=1").json()["total"]
        self.assertEqual(total, self.present)

    def check_commands(self, events, start):
        """Each is whole, in one piece, and there once; none is one that was refused."""
        position = start
        for _, group in itertools.groupby(events, lambda event: event["correlation_id"]):
            own = list(group)
            position += len(own)
            types = tuple(event["type"] for event in own)
            if types == commands.FOUNDING:
                continue
            key = commands.key_in(own[0])
            self.assertNotIn(key, self.done, "done twice")
            writer = self.writers[int(key.partition("-")[0].removeprefix("w"))]
            self.assertEqual(types, writer.commands[key].types, own)
            self.done[key] = position - 1
            self.present += types.count("outage.created") - types.count("outage.deleted")

    def new_entries(self, size_at_start):
        entries = []
        for writer in self.writers:
            own = writer.journal.new_entries()
            cut_off, was_done = self.cut_off.get(writer.name, (None, False))
            if own and cut_off == own[0]["key"]:
                self.check_repeated(writer.commands[cut_off], own.pop(0), was_done, size_at_start)
            else:
                self.assertFalse(own and cut_off, "what was cut off was not repeated first")
            entries += own
        return entries

    def check_repeated(self, command, entry, was_done, size_at_start):
        """A kill took its answer; it was done before, or now, and not both."""
        self.counts["cut off, " + ("done" if was_done else "not done")] += 1
        self.assertEqual(entry["position"], self.done[command.key])
        self.assertEqual(entry["position"] < size_at_start, was_done)
        if not command.is_import:
            self.assertEqual(entry["replayed"], was_done)
        self.entries.append(entry)

    def check_acknowledged(self, entry, events, start):
        key = entry["key"]
        self.assertIn(key, self.done, f"lost: {entry}")
        self.assertEqual(self.done[key], entry["position"])
        command = self.command(key)
        end = entry["position"] + 1 - start
        own = events[end - len(command.types) : end]
        commands.check_events(command, own, entry)
        self.assertEqual({event["correlation_id"] for event in own}, {correlation_of(entry)})
        self.assertFalse(entry["replayed"])

    def command(self, key):
        number = int(key.partition("-")[0].removeprefix("w"))
        return self.writers[number].commands[key]

    def note_what_was_cut_off(self):
        self.cut_off = {
            writer.name: (writer.in_flight.key, writer.in_flight.key in self.done)
            for writer in self.writers
            if writer.in_flight is not None and writer.in_flight.types
        }

    def finish(self):
        """All over again from the first event on; every answer once more; and the folder."""
        client = self.server.client
        for start in range(0, self.log.confirmed, 5000):
            self.log.check_page(client, start, 5000)
        self.check_every_answer(client)
        for number, note in enumerate(self.kept_checkpoints):
            kept = self.folder / f"kept{number}.checkpoint"
            kept.write_bytes(note)
            run(NOCIQ_VERIFY, self.server.url, "--since", kept, "--quiet")
        self.assertEqual(self.server.stop(), 0)
        run(NOCIQ, "verify", "--data", self.server.data, "--quiet")
        self.assertGreaterEqual(len(self.entries), KILLS_UNDER_LOAD * FEWEST_ANSWERED // 2)
        self.assertGreater(self.counts["cut off, done"], 0)
        self.assertGreater(self.counts["cut off, not done"], 0)
        print(
            f"{KILLS_UNDER_LOAD} kills under load; {len(self.entries)} commands acknowledged, "
            f"{self.log.confirmed} events; {json.dumps(self.counts)}"
        )

    def check_every_answer(self, client):
        """A key is answered as it was first, and writes nothing."""
        for entry in self.entries:
            reply = self.command(entry["key"]).send(client)
            self.assertEqual((reply.status, reply.body.decode()), (entry["status"], entry["body"]))
            if self.command(entry["key"]).is_import:
                self.assertEqual(reply.position(), entry["position"])
                continue
            self.assertIn("Idempotent-Replayed", reply.headers)
            for name in set(PROMISED) - {"X-Correlation-ID"}:
                self.assertEqual(reply.headers[name], entry["headers"][name])
        self.assertEqual(self.log.confirm(client), [])


def correlation_of(entry):
    return entry["headers"]["X-Correlation-ID"]


class KillWhileFounding(Killed):
    def test_a_folder_is_founded_once_whenever_the_first_start_ends(self):
        seconds = 0.2
        founded = collections.Counter()
        for cycle in range(KILLS_WHILE_FOUNDING):
            self.server = Server(self.folder / str(cycle))
            self.server.folder.mkdir()
            prng = random.Random(cycle)
            for _ in range(prng.randint(1, 3)):
                self.kill_while_starting(prng, seconds)
            founded[(self.server.data / "FORMAT").exists()] += 1
            with self.server:
                log = LogCopy()
                events = log.confirm(self.server.client)
                types = tuple(event["type"] for event in events)
                self.assertEqual(types, commands.FOUNDING)
                log.check_signed(self.server.client)
        print(f"{KILLS_WHILE_FOUNDING} folders; after the kills FORMAT was there: {founded[True]}")


if __name__ == "__main__":
    unittest.main()
