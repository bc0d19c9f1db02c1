"""How much memory a rebuild of all views takes: it may not grow with the log."""

import os
import time
import unittest

from nociq_server import Folder
from watched_server import LONG, MIB, SANITIZED, WatchedServer

EVENTS = int(os.environ.get("EVENTS", 5_000_000 if LONG else 3_000 if SANITIZED else 40_000))
MOST = 512 * MIB
# Of a small log: what is gathered for one flush is all that counts, for caches are still empty.
MOST_FOR_FEW = 160 * MIB
ROWS_PER_IMPORT = 2_000


class RebuildMemory(unittest.TestCase):
    def test_a_rebuild_of_all_views_stays_within_its_memory(self):
        with Folder() as folder, WatchedServer(folder) as server:
            rows = 0
            while server.figures()["nociq_log_events_total"] < EVENTS:
                count = min(ROWS_PER_IMPORT, EVENTS)
                self.assertEqual(server.import_rows(rows, count).status, 200)
                rows += count
            server.wait_for_views()
            self.assertEqual(server.stop(), 0)
            server.start()  # So that nothing of the import is left in memory.
            server.forget_peak()
            base = server.memory()
            begin = time.monotonic()
            views = [view["name"] for view in server.views()]
            for name in views:
                reply = server.client.post(f"/api/v1/projections/{name}/rebuild", None)
                self.assertEqual(reply.status, 202, reply)
            server.wait_for(
                lambda f: not any(f[f'nociq_view_rebuilding{{view="{v}"}}'] for v in views),
                "rebuilt",
            )
            seconds = time.monotonic() - begin
            peak = server.memory("VmHWM")
            events = int(server.figures()["nociq_log_events_total"])
            print(
                f"{len(views)} views of {events} events in {seconds:.1f} s: "
                f"peak {peak // MIB} MiB, before {base // MIB} MiB"
            )
            if not SANITIZED:
                self.assertLess(peak, MOST if LONG else MOST_FOR_FEW)


if __name__ == "__main__":
    unittest.main()
