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
OUTAGE_TABLE = """
    CREATE TABLE outages AS
    SELECT 'OUT' || lpad(number::text, greatest(3, length(number::text)), '0') AS id,
           site_name, site_id, severity, description, affected_services, affected_subscribers,
           tags, assigned_to, root_cause, external_id,
           detected_at::timestamptz AS detected_at, resolved_at::timestamptz AS resolved_at,
           CASE WHEN resolved_at IS NULL THEN 'active' ELSE 'resolved' END AS status,
           to_tsvector('simple', concat_ws(' ', site_name, site_id, external_id, description,
               affected_services, tags)) AS words
    FROM imported
"""
OUTAGE_INDEXES = (
    "ALTER TABLE outages ADD PRIMARY KEY (id)",
    "CREATE INDEX ON outages (detected_at DESC, id)",
    "CREATE INDEX ON outages (severity, status, detected_at DESC)",
    "CREATE INDEX ON outages (site_id, detected_at DESC)",
    "CREATE INDEX ON outages (site_name, id)",
    "CREATE INDEX ON outages USING gin (words)",
)
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


class PostgreSql:
    """A server of its own on the same disk.

    It keeps its defaults, with `fsync` and `synchronous_commit` on; it gets more memory, and is
    asked over its Unix socket, which is cheaper than TCP.
    """

    def __init__(self, work):
        self.work = work
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

    def repeat(self, database, statements, clients, seconds):
        """A script as fast as `clients` get their answers. What it costs to connect is taken
        off."""
        script = self.folder / "script.sql"
        script.write_text(statements)
        script.chmod(0o644)
        connecting, _ = self.pgbench(database, script, clients, "-t", 1)
        cpu, output = self.pgbench(database, script, clients, "-T", seconds)
        times = sorted(self.latencies())
        return {
            "requests": len(times),
            "rate": float(re.search(r"tps = ([0-9.]+)", output)[1]),
            "p50_ms": times[len(times) // 2] / 1e3,
            "p99_ms": times[len(times) * 99 // 100] / 1e3,
            "cpu_us": (cpu - connecting) / max(1, len(times) - clients) * 1e6,
        }

    def pgbench(self, database, script, clients, *length):
        """The server's processor time, and what pgbench says."""
        for old in self.folder.glob(f"{LATENCIES}.*"):
            old.unlink()
        before = self.served.cpu_seconds()
        options = ["-n", "-M", "prepared", "-j", 1, "-c", clients, *length]
        log = ["-l", f"--log-prefix={self.folder / LATENCIES}"]
        output = self.sql("pgbench", *options, "-f", script, *log, database)
        measuring.settle(self.served, patience_seconds=5)
        return self.served.cpu_seconds() - before, output

    def latencies(self):
        """Microseconds of each transaction."""
        for file in self.folder.glob(f"{LATENCIES}.*"):
            for line in file.read_text().splitlines():
                yield int(line.split()[2])


class MessageDb(PostgreSql):
    """message-db: one durable transaction a message, as both come."""

    def __enter__(self):
        super().__enter__()
        package = pathlib.Path(self.work) / "npm"
        install = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        package.mkdir(exist_ok=True)
        run(*install, "--prefix", package, MESSAGE_DB)
        copy = self.folder / "message-db"  # The package's own script.
        shutil.copytree(package / "node_modules/@eventide/message-db/database", copy)
        self.sql("bash", copy / "install.sh")
        self.sql("psql", "-q", "message_store", "-c", SEARCH_PATH)
        return self

    def write(self, stream, payload, clients, seconds):
        """write_message; `stream` names :client_id."""
        quoted = payload.replace("'", "''")
        name = stream.replace(":client_id", "' || :client_id || '")
        return self.repeat(
            "message_store",
            f"SELECT write_message(gen_random_uuid()::varchar, ('{name}')::varchar, "
            f"'OutageCreated', '{quoted}'::jsonb);\n",
            clients,
            seconds,
        )


class OutageTable(PostgreSql):
    """The same outages in one table, with an index for each way of finding them."""

    def fill(self, csv):
        """From our own export, as it comes; the columns are named by its first line."""
        with pathlib.Path(csv).open() as file:
            columns = file.readline().strip().split(",")
        copy = self.folder / "outages.csv"
        shutil.copy(csv, copy)
        copy.chmod(0o644)
        declared = ", ".join(f"{name} text" for name in columns)
        statements = [
            f"CREATE TABLE imported (number serial, {declared})",
            f"COPY imported ({', '.join(columns)}) FROM '{copy}' CSV HEADER",
            OUTAGE_TABLE,
            "DROP TABLE imported",
            *OUTAGE_INDEXES,
            "VACUUM ANALYZE outages",
        ]
        for statement in statements:
            self.sql("psql", "-q", "-v", "ON_ERROR_STOP=1", "postgres", "-c", statement)
        copy.unlink()

    def ask(self, statements, clients, seconds):
        return self.repeat("postgres", statements, clients, seconds)
