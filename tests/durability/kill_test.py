"""SIGKILL at any moment: all that was acknowledged is there, once, in order, byte for byte.

Sixteen writers journal what the server acknowledges; an observer reads the log and its checkpoints
beside them, and then kills the server. Whatever one of them has seen must outlive it.
"""

import collections
import contextlib
import json
import random
import subprocess
import time
import unittest

import commands
from campaign import length
from log_copy import LogCopy
from nociq_server import NOCIQ, NOCIQ_VERIFY, Folder, Server, run
from witness import Witness
from writers import PROMISED, send_until_done

KILLS_UNDER_LOAD = length(200, 500)
LOADS_PER_KILLED_START = 5
KILLS_WHILE_FOUNDING = length(20, 100)
FEWEST_ANSWERED = 20  # In a cycle.
MOST_ANSWERED = 60
HEAD_SYNC_SECONDS = 0.1  # From one to the next, under load.
HEAD_SYNC_SPREAD = 0.01
KEPT_CHECKPOINTS = 5
PAGE = 1_000
FOUNDING_SECONDS = 0.2


class Killed(unittest.TestCase):
    def setUp(self):
        folder = Folder()
        self.addCleanup(folder.cleanup)
        self.folder = folder.__enter__()
        self.server = Server(self.folder)
        self.addCleanup(lambda: self.server.kill())

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
        self.witness = Witness(self.folder)
        self.addCleanup(self.witness.close)
        self.log = self.witness.log
        self.kept_checkpoints = []
        self.counts = self.witness.counts

    def test_what_was_acknowledged_outlives_a_kill(self):
        prng = random.Random(1)
        for cycle in range(KILLS_UNDER_LOAD):
            seconds = self.start()
            self.witness.check(self.server)
            self.write_and_kill(prng)
            if cycle % LOADS_PER_KILLED_START == 0:
                self.kill_while_starting(prng, seconds)
                self.counts["killed while starting"] += 1
            if cycle % (KILLS_UNDER_LOAD // KEPT_CHECKPOINTS + 1) == 0:
                self.kept_checkpoints.append(self.log.kept.note)
        self.start()
        self.witness.check(self.server)
        self.finish()

    def start(self):
        began = time.monotonic()
        self.server.start()
        return time.monotonic() - began

    def write_and_kill(self, prng):
        """With an answer, before its receiver has had time to note it; about HEAD; or any time."""
        seen = self.log.look(self.server.client)
        moment = prng.choice(("answer", "answer", "HEAD", "any"))
        strike = self.server.process.kill if moment == "answer" else None
        count = prng.randrange(FEWEST_ANSWERED, MOST_ANSWERED)
        self.witness.write_and_look(self.server, count, strike)
        if moment == "HEAD":
            self.wait_for_head_sync(seen, prng)
        self.counts[f"killed, {moment}"] += 1
        self.server.kill()
        self.witness.join()

    def wait_for_head_sync(self, seen, prng):
        """HEAD has just been synced when a new size is signed; its next sync is 100 ms away."""
        while self.witness.are_writing():
            if self.log.look(self.server.client).size != seen.size:
                spread = prng.uniform(-HEAD_SYNC_SPREAD, HEAD_SYNC_SPREAD)
                time.sleep(HEAD_SYNC_SECONDS + spread)
                return

    def finish(self):
        """All over again from the first event on; every answer once more; and the folder."""
        client = self.server.client
        for start in range(0, self.log.confirmed, PAGE):
            self.log.check_page(client, start, PAGE)
        self.check_every_answer(client)
        for number, note in enumerate(self.kept_checkpoints):
            kept = self.folder / f"kept{number}.checkpoint"
            kept.write_bytes(note)
            run(NOCIQ_VERIFY, self.server.url, "--since", kept, "--quiet")
        self.assertEqual(self.server.stop(), 0)
        run(NOCIQ, "verify", "--data", self.server.data, "--quiet")
        acknowledged = len(self.witness.entries)
        self.assertGreaterEqual(acknowledged, KILLS_UNDER_LOAD * FEWEST_ANSWERED // 2)
        self.assertGreater(self.counts["cut off, done"], 0)
        self.assertGreater(self.counts["cut off, not done"], 0)
        print(
            f"{KILLS_UNDER_LOAD} kills under load; {acknowledged} commands acknowledged, "
            f"{self.log.confirmed} events; {json.dumps(self.counts)}"
        )

    def check_every_answer(self, client):
        """A key is answered as it was first, and writes nothing."""
        for entry in self.witness.entries:
            command = self.witness.command(entry["key"])
            reply, _ = send_until_done(command, client)
            self.assertEqual((reply.status, reply.body.decode()), (entry["status"], entry["body"]))
            self.assertEqual(reply.position(), entry["position"])
            if command.is_import:
                continue
            self.assertIn("Idempotent-Replayed", reply.headers)
            for name in set(PROMISED) - {"X-Correlation-ID"}:
                self.assertEqual(reply.headers[name], entry["headers"][name])
        self.assertEqual(self.log.confirm(client), [])


class KillWhileFounding(Killed):
    def test_a_folder_is_founded_once_whenever_the_first_start_ends(self):
        founded = collections.Counter()
        for cycle in range(KILLS_WHILE_FOUNDING):
            prng = random.Random(cycle)
            folder = self.folder / str(cycle)
            folder.mkdir()
            self.server = Server(folder)
            for _ in range(prng.randint(1, 3)):
                self.kill_while_starting(prng, FOUNDING_SECONDS)
            founded[(self.server.data / "FORMAT").exists()] += 1
            with self.server:
                log = LogCopy()
                types = tuple(event["type"] for event in log.confirm(self.server.client))
                self.assertEqual(types, commands.FOUNDING)
                log.check_signed(self.server.client)
        print(f"{KILLS_WHILE_FOUNDING} folders; after the kills FORMAT was there: {founded[True]}")


if __name__ == "__main__":
    unittest.main()
