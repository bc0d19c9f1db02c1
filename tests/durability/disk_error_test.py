"""System calls that fail under the real server: it ends, unanswered, and loses nothing."""

import contextlib
import http.client
import json
import random
import select
import shutil
import subprocess
import sys
import unittest

import commands
from campaign import length
from log_copy import LogCopy
from nociq_server import Folder, Server
from syscall_trace import OPTIONS, Trace, strace_works
from witness import Witness

FAILED, TRY_AGAIN = 1, 75  # Exit codes.
WITHOUT_LEAK_CHECK = {"ASAN_OPTIONS": "detect_leaks=0"}  # It does not work under strace.
SYNC, SYNC_NAMES, WRITE = "fdatasync", "fsync", "pwrite64"
WRITERS = 8
ANSWERED_BEFORE = 20
# Calls are counted by thread: the committer's go to the log and to HEAD by turns.
UNDER_LOAD = [(SYNC, "EIO", FAILED, 1, "HEAD"), (WRITE, "ENOSPC", TRY_AGAIN, 2, "HEAD")] + [
    (call, error, code, count, None)
    for count in range(1, 1 + max(3, length(5, 20)))
    for call, error, code in (
        (SYNC, "EIO", FAILED),
        (WRITE, "EIO", FAILED),
        (WRITE, "ENOSPC", TRY_AGAIN),
    )
]
WHILE_STARTING = (
    (SYNC, "EIO", FAILED),
    (SYNC_NAMES, "EIO", FAILED),
    (WRITE, "EIO", FAILED),
    (WRITE, "ENOSPC", TRY_AGAIN),
)
FIRST = 5  # At most: each start makes more calls of each kind.
STEP = 140 // length(10, 140)  # From one call that fails to the next, about.
SECONDS = 60


class DiskErrors(unittest.TestCase):
    def setUp(self):
        folder = Folder()
        self.addCleanup(folder.cleanup)
        self.folder = folder.__enter__()
        self.server = Server(self.folder, environment=WITHOUT_LEAK_CHECK)
        self.addCleanup(lambda: self.server.kill())
        self.trace = self.folder / "trace"

    def attach(self, *injection, only=None):
        """Returns once the running server is traced."""
        command = ["strace", "-p", self.server.process.pid, "-o", self.trace, *OPTIONS]
        command += ["-e", inject(*injection)]
        if only:
            command += ["-P", only]
        strace = subprocess.Popen(list(map(str, command)), stderr=subprocess.PIPE, text=True)
        self.addCleanup(strace.stderr.close)
        self.addCleanup(strace.kill)
        self.assertTrue(select.select([strace.stderr], [], [], SECONDS)[0], "no strace")
        self.assertIn("attached", strace.stderr.readline())
        return strace

    def end_of_server(self):
        code = self.server.process.wait(SECONDS)
        self.server.kill()
        return code

    def test_under_load(self):
        """Whatever fails, nothing is answered after it, and it is not tried again."""
        witness = Witness(self.folder, WRITERS)
        self.addCleanup(witness.close)
        failed = set()
        for call, error, code, count, file in UNDER_LOAD:
            with self.subTest(call=call, error=error, count=count, file=file):
                self.server.start()
                witness.check(self.server)
                witness.write_until(self.server, ANSWERED_BEFORE)
                only = file and self.server.data / file
                strace = self.attach(call, error, count, only=only)
                self.assertEqual(self.end_of_server(), code, self.server.said()[-1000:])
                strace.wait(SECONDS)
                witness.join()
                failed.add(self.check_trace(call))
        self.assertEqual(
            failed, {(call, file) for call in (SYNC, WRITE) for file in ("log", "HEAD")}
        )
        self.server.start()
        witness.check(self.server)
        print(
            f"{len(UNDER_LOAD)} failures under load; {len(witness.entries)} commands "
            f"acknowledged; {json.dumps(witness.counts)}"
        )

    def check_trace(self, call):
        with self.trace.open(errors="replace") as lines:
            seen = Trace(lines, r"w\d+-\d+")
        seen.check()
        self.assertEqual({one.name for one in seen.failures}, {call})
        # strace counts each thread's calls: before the process is gone, one of another thread may
        # fail as well, on another file.
        files = [one.file for one in seen.failures]
        self.assertEqual(len(files), len(set(files)), f"it was tried again: {files}")
        for failure in seen.failures:
            changed = [one for one in seen.changes_of(failure.file) if one.began > failure.ended]
            self.assertEqual(changed, [], "the file was changed again")
        failure = seen.failures[0]
        for line, key, status in seen.answers:
            if line > failure.ended and status < 300:  # It was on its way already.
                self.assertTrue(seen.is_covered(key, failure.ended), key)
        return call, failure.file.rpartition("/")[2].rpartition(".")[2]

    def start_with(self, *injection):
        """Whether it came up all the same, for there are fewer such calls in a start."""
        self.server.under = ("strace", "-D", "-f", "-o", "/dev/null")
        self.server.under += ("-e", f"trace={injection[0]}", "-e", inject(*injection))
        try:
            self.server.start()
        except RuntimeError:
            return False
        finally:
            self.server.under = ()
        self.server.kill()
        return True

    def fail_starts(self, prepare, check):
        """Calls of a start fail in turn; the next start must find all as it was. How many."""
        failed = 0
        for call, error, code in WHILE_STARTING:
            prng = random.Random(f"{call} {error}")
            count = prng.randint(1, FIRST)
            while True:
                prepare()
                if self.start_with(call, error, count):
                    break
                with self.subTest(call=call, error=error, count=count):
                    self.assertEqual(self.server.process.returncode, code, self.server.said())
                    with self.server:
                        check()
                failed += 1
                count += prng.randint(max(1, STEP // 2), 2 * STEP)
        return failed

    def test_while_founding(self):
        def prepare():
            shutil.rmtree(self.server.data, ignore_errors=True)

        def check():
            log = LogCopy()
            events = log.confirm(self.server.client)
            self.assertEqual(tuple(event["type"] for event in events), commands.FOUNDING)
            log.check_signed(self.server.client)

        failed = self.fail_starts(prepare, check)
        self.assertGreaterEqual(failed, len(WHILE_STARTING))
        print(f"{failed} failures while founding")

    def test_while_starting_again(self):
        """On a log that must be recovered, for a kill left it as it was."""
        witness = Witness(self.folder, WRITERS)
        self.addCleanup(witness.close)

        def prepare():
            self.server.start()
            witness.check(self.server)
            witness.write_until(self.server, ANSWERED_BEFORE)
            self.server.kill()
            witness.join()

        failed = self.fail_starts(prepare, lambda: witness.check(self.server))
        self.assertGreaterEqual(failed, len(WHILE_STARTING))
        print(f"{failed} failures while starting again; {len(witness.entries)} commands kept")

    def test_views(self):
        """They are disposable, the process is not: it stops instead of serving what it lost."""
        self.server.start()
        reply = self.server.client.post(
            "/api/v1/outages", {"site_name": "A", "severity": "low", "description": "dark"}
        )
        self.assertEqual(reply.status, 201, reply)
        self.server.checkpoint(reply.position() + 1)  # From here on the log syncs nothing.
        self.attach(SYNC, "EIO", 1)
        # It may end before it answers.
        with contextlib.suppress(OSError, http.client.HTTPException):
            self.server.client.post("/api/v1/projections/outage_list/rebuild", "{}")
        self.assertEqual(self.end_of_server(), FAILED, self.server.said())
        with self.trace.open(errors="replace") as lines:
            failures = Trace(lines, "none").failures
        self.assertTrue(failures)
        self.assertTrue(all("/views/" in failure.file for failure in failures), failures)
        with self.server:
            self.assertEqual(self.server.client.get("/api/v1/outages").json()["total"], 1)


def inject(call, error, count):
    return f"inject={call}:error={error}:when={count}"


if __name__ == "__main__":
    if not strace_works():
        print("skipped: there is no strace, or it may not trace")
        sys.exit(77)
    unittest.main()
