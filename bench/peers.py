"""Other people's servers, set up for the same work on the same disk."""

import getpass
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile

import measuring
from measuring import Served, program, run, serve_peer

MESSAGE_DB = "@eventide/message-db@1.3.1"
MAX_CLIENTS = 256
LATENCIES = "latency"  # Of pgbench, a file for each run.
SEARCH_PATH = "ALTER DATABASE message_store SET search_path TO message_store, public"


def append_server(folder):
    """The bare append server: what the machine can do."""
    shutil.rmtree(folder, ignore_errors=True)
    return serve_peer(program("append_server"), folder)


def beast_server(threads, body_bytes):
    return serve_peer(program("get_server"), threads, body_bytes)


def nginx_server(folder, workers, bodies):
    """Serves files `/0`, `/1`, … of so many bytes, held open and in the page cache; no log."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    for i, size in enumerate(bodies):
        (folder / str(i)).write_text("x" * size)
    user = "user root;" if os.geteuid() == 0 else ""
    temporary = "\n".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"""daemon off;
{user}
worker_processes {workers};
pid {folder}/pid;
error_log {folder}/errors;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    keepalive_requests 1000000000;
    sendfile on;
    open_file_cache max=16;
    default_type application/json;
    {temporary}
    server {{
        listen 127.0.0.1:{port} reuseport;
        root {folder};
    }}
}}
"""
    )
    process = subprocess.Popen(["/usr/sbin/nginx", "-c", configuration, "-e", folder / "errors"])
    served = Served(process, port)
    measuring.wait_for_port(served)
    return served


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class MessageDb:
    """message-db on PostgreSQL: one durable transaction a message, as both come.

    PostgreSQL keeps its defaults, with `fsync` and `synchronous_commit` on; it gets more memory,
    and is asked over its Unix socket, which is cheaper than TCP.
    """

    def __init__(self, work):
        self.package = pathlib.Path(work) / "npm"
        self.user = "postgres" if os.geteuid() == 0 else getpass.getuser()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="postgres-", dir=self.parent(work)))
        if os.geteuid() == 0:
            shutil.chown(self.folder, self.user)
        versions = pathlib.Path("/usr/lib/postgresql").iterdir()
        self.programs = max(versions, key=lambda path: int(path.name)) / "bin"
        self.process = None

    def parent(self, work):
        """PostgreSQL does not run as root, and another user may not look into our folder."""
        test = ["test", "-x", str(work)]
        seen = subprocess.run(test, user=self.user, check=False).returncode == 0
        return work if seen else "/var/tmp"

    def __enter__(self):
        install = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        self.package.mkdir(exist_ok=True)
        run(*install, "--prefix", self.package, MESSAGE_DB)
        self.sql("initdb", "-D", self.folder / "data", "--auth=trust", "--encoding=UTF8")
        options = {
            "listen_addresses": "",
            "unix_socket_directories": self.folder,
            "max_connections": MAX_CLIENTS + 20,
            "shared_buffers": "512MB",
            "max_wal_size": "4GB",
            "fsync": "on",
            "synchronous_commit": "on",
        }
        command = [self.programs / "postgres", "-D", self.folder / "data"]
        command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        log = (self.folder / "log").open("ab")
        self.process = subprocess.Popen(
            list(map(str, command)), stdout=log, stderr=log, user=self.user, cwd=self.folder
        )
        log.close()
        self.served = Served(self.process, 0)
        measuring.wait_until(self.is_ready, self.process)
        self.install()
        return self

    def __exit__(self, *error):
        self.served.end(measuring.signal.SIGINT)  # At once, in good order.
        shutil.rmtree(self.folder)

    def is_ready(self):
        ready = [self.programs / "pg_isready", "-q", "-h", self.folder]
        return subprocess.run(ready, check=False).returncode == 0

    def sql(self, name, *arguments):
        path = f"{self.programs}:{os.environ['PATH']}"
        environment = {**os.environ, "PATH": path, "PGHOST": str(self.folder), "PGUSER": self.user}
        name = shutil.which(name, path=path) or name
        return run(name, *arguments, env=environment, user=self.user, cwd=self.folder)

    def install(self):
        """The package's own script."""
        source = self.package / "node_modules/@eventide/message-db/database"
        copy = self.folder / "message-db"
        shutil.copytree(source, copy)
        self.sql("bash", copy / "install.sh")
        self.sql("psql", "-q", "message_store", "-c", SEARCH_PATH)

    def write(self, stream, payload, clients, seconds):
        """write_message as fast as `clients` get their answers; `stream` names :client_id.

        What it costs to connect is taken off.
        """
        script = self.folder / "write.sql"
        quoted = payload.replace("'", "''")
        name = stream.replace(":client_id", "' || :client_id || '")
        script.write_text(
            f"SELECT write_message(gen_random_uuid()::varchar, ('{name}')::varchar, "
            f"'OutageCreated', '{quoted}'::jsonb);\n"
        )
        script.chmod(0o644)
        connecting, _ = self.pgbench(script, clients, "-t", 1)
        cpu, output = self.pgbench(script, clients, "-T", seconds)
        times = sorted(self.latencies())
        return {
            "requests": len(times),
            "rate": float(re.search(r"tps = ([0-9.]+)", output)[1]),
            "p50_ms": times[len(times) // 2] / 1e3,
            "p99_ms": times[len(times) * 99 // 100] / 1e3,
            "cpu_us": (cpu - connecting) / (len(times) - clients) * 1e6,
        }

    def pgbench(self, script, clients, *length):
        """The server's processor time, and what pgbench says."""
        for old in self.folder.glob(f"{LATENCIES}.*"):
            old.unlink()
        before = self.served.cpu_seconds()
        options = ["-n", "-M", "prepared", "-j", 1, "-c", clients, *length]
        log = ["-l", f"--log-prefix={self.folder / LATENCIES}"]
        output = self.sql("pgbench", *options, "-f", script, *log, "message_store")
        measuring.settle(self.served, patience_seconds=5)
        return self.served.cpu_seconds() - before, output

    def latencies(self):
        """Microseconds of each transaction."""
        for file in self.folder.glob(f"{LATENCIES}.*"):
            for line in file.read_text().splitlines():
                yield int(line.split()[2])
