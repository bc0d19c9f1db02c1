"""A thousand reads a second while views are rebuilt under writes: no error and nothing stale."""

import unittest

from nociq_server import Folder
from watched_server import LONG, SANITIZED, Load, WatchedServer

SECONDS = 60 if LONG else 4 if SANITIZED else 12
READERS, RATE = 16, 100 if SANITIZED else 1_000
ROWS = 4_000


class RebuildReads(unittest.TestCase):
    def test_reads_beside_rebuilds(self):
        with Folder() as folder, WatchedServer(folder) as server:
            self.assertEqual(server.import_rows(0, ROWS).status, 200)
            server.wait_for_views()
            views = [view["name"] for view in server.views()]
            readers = Load("read", server.port, READERS, RATE, SECONDS)
            rebuilds = 0
            while readers.runs_on():
                for name in views:
                    target = f"/api/v1/projections/{name}/rebuild"
                    reply = server.client.post(target, None)
                    self.assertIn(reply.status, (202, 409), reply)
                    rebuilds += reply.status == 202
                server.wait_for(
                    lambda f: not any(f[f'nociq_view_rebuilding{{view="{v}"}}'] for v in views),
                    "rebuilt",
                )
            result = readers.result()
            self.assertEqual(result["wrong"], [])
            self.assertGreater(result["reads"], RATE * SECONDS / 4)
            self.assertGreater(result["writes"], result["reads"] / 40)
            self.assertGreaterEqual(rebuilds, len(views))
            digests = server.digests()
            self.assertNotIn("differ", server.said())
            self.assertEqual(server.stop(), 0)
            for file in (server.data / "views").iterdir():
                file.unlink()
            server.start()
            self.assertEqual(server.digests(), digests)
            print(f"{rebuilds} rebuilds, {result}")


if __name__ == "__main__":
    unittest.main()
