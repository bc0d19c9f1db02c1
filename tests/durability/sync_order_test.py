"""Seen from the system's side: every acknowledgement follows the sync that covers what it says."""

import itertools
import pathlib
import random
import re
import sys
import time
import unittest

from campaign import length
from nociq_server import Folder, Server
from syscall_trace import OPTIONS, Trace, Untimely, strace_works
from writers import Journal, Progress, Writer
from written_log import BLOCK_BYTES, HEADER_BYTES, WrittenLog

WRITERS = 16
ACKNOWLEDGED = length(3000, 10_000)
KEYS = r"w\d+-\d+"
EXAMPLE = pathlib.Path(__file__).parent / "traces" / "two_answers.txt"
WRITE, SYNC, SYNCED, ANSWER = 3, 4, 6, 8  # Lines of the example, from 0.


class TraceTest(unittest.TestCase):
    """The checker itself, on a trace that is sound, and on what it must find."""

    def setUp(self):
        self.lines = EXAMPLE.read_text().splitlines()

    def check(self):
        return Trace(self.lines, KEYS).check()

    def move(self, line, to):
        self.lines.insert(to, self.lines.pop(line))

    def replace(self, line, old, new):
        self.assertIn(old, self.lines[line])
        self.lines[line] = self.lines[line].replace(old, new)

    def test_a_sound_trace(self):
        self.assertEqual(self.check(), ["w0-0", "w1-0"])
        self.assertEqual(Trace(self.lines, KEYS).syncs_of_the_log(), 1)

    def check_found(self):
        with self.assertRaisesRegex(Untimely, "201 to w0-0 before it was synced"):
            self.check()

    def test_an_answer_before_the_sync_has_ended(self):
        self.move(ANSWER, SYNCED)
        self.check_found()

    def test_an_answer_before_the_sync_has_begun(self):
        self.move(ANSWER, SYNC)
        self.check_found()

    def test_a_sync_that_began_before_the_write(self):
        self.move(SYNC, WRITE)
        self.check_found()

    def test_a_sync_that_failed(self):
        self.replace(SYNCED, "= 0", "= -1 EIO (Input/output error) (INJECTED)")
        self.check_found()
        self.assertEqual(len(Trace(self.lines, KEYS).failures), 1)

    def test_a_sync_of_another_file(self):
        self.replace(SYNC, "000008.log", "000009.log")
        self.check_found()

    def test_an_event_that_was_never_written(self):
        self.replace(WRITE, "w0-0", "v0-0")
        self.check_found()

    def test_no_sync_at_all(self):
        del self.lines[SYNCED], self.lines[SYNC]
        self.check_found()


class WrittenLogTest(unittest.TestCase):
    """Fragments over the end of a block, as the format of RocksDB's log cuts them."""

    @staticmethod
    def fragment(contents):
        return b"\1\2\3\4" + len(contents).to_bytes(2, "little") + b"\1" + contents

    def setUp(self):
        room = BLOCK_BYTES - HEADER_BYTES
        self.file = self.fragment(b"." * (room - 3) + b"w0-") + self.fragment(b"0 w1-0")
        short = BLOCK_BYTES - 5 - (len(self.file) - BLOCK_BYTES) - HEADER_BYTES
        self.file += self.fragment(b"." * short) + bytes(5) + self.fragment(b"w2-0")

    def check(self, *ends):
        """Written in pieces that end so."""
        log = WrittenLog()
        contents = b""
        for start, end in itertools.pairwise((0, *ends, len(self.file))):
            contents += log.take(start, self.file[start:end])
        self.assertEqual(re.findall(rb"w\d-\d", contents), [b"w0-0", b"w1-0", b"w2-0"])

    def test_a_text_that_two_blocks_share(self):
        self.assertNotIn(b"w0-0", self.file)
        self.check()

    def test_writes_that_end_anywhere(self):
        for end in range(len(self.file)):
            if abs(end % BLOCK_BYTES - BLOCK_BYTES // 2) > BLOCK_BYTES // 2 - 40:
                self.check(end)
        self.check(*range(BLOCK_BYTES - 20, BLOCK_BYTES + 20))


class SyncOrder(unittest.TestCase):
    def test_every_acknowledgement_follows_its_sync(self):
        with Folder() as folder:
            trace = folder / "trace"
            writers = [
                Writer(f"w{number}", Journal(folder / f"w{number}"), random.Random(number))
                for number in range(WRITERS)
            ]
            seconds = self.write(folder, trace, writers)
            with trace.open(errors="replace") as lines:
                seen = Trace(lines, KEYS)
            acknowledged = seen.check()
            journalled = [
                entry["key"] for writer in writers for entry in writer.journal.new_entries()
            ]
            self.assertLessEqual(set(journalled), set(acknowledged))
            self.assertGreater(len(journalled), ACKNOWLEDGED // 2)
        syncs = seen.syncs_of_the_log()
        print(
            f"{len(acknowledged)} acknowledged, {syncs} syncs of the log, "
            f"{len(acknowledged) / syncs:.1f} for each, in {seconds:.1f} s under strace"
        )

    def write(self, folder, trace, writers):
        """A tracer that is no parent leaves exit codes and signals to the server."""
        strace = ("strace", "-D", "--seccomp-bpf", "-o", trace, *OPTIONS)
        with Server(
            folder, under=strace, environment={"ASAN_OPTIONS": "detect_leaks=0"}
        ) as server:
            progress = Progress()
            began = time.monotonic()
            for writer in writers:
                writer.start(server.port, progress)
            while progress.count < ACKNOWLEDGED and all(writer.is_alive() for writer in writers):
                writers[0].thread.join(0.01)
            seconds = time.monotonic() - began
            self.assertEqual(server.stop(), 0)
        for writer in writers:
            writer.join()
            writer.journal.close()
            self.assertIsNone(writer.failure)
        self.wait_for_end(trace)
        return seconds

    def wait_for_end(self, trace):
        deadline = time.monotonic() + 60
        while b"+++ exited with 0 +++" not in trace.read_bytes()[-200:]:
            self.assertLess(time.monotonic(), deadline, "the trace does not end")
            time.sleep(0.01)


if __name__ == "__main__":
    if not strace_works():
        print("skipped: there is no strace, or it may not trace")
        sys.exit(77)
    unittest.main()
