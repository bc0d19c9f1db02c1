"""Packages of other languages that tests drive, each by the hash in its lock, below build/."""

import contextlib
import fcntl
import pathlib
import shutil
import subprocess

SOURCE = pathlib.Path(__file__).resolve().parents[2]
DOWNLOAD_SECONDS = 240
NODE_LEAST = (20, 20)
NODE_NEW = "node@24.9.0"  # Where the machine's own is older than NODE_LEAST.


class Missing(Exception):
    """Something cannot be had here, and why."""


def run_install(command, folder):
    try:
        subprocess.run(command, cwd=folder, check=True, timeout=DOWNLOAD_SECONDS)
    except (subprocess.SubprocessError, OSError) as error:
        raise Missing(f"{command[0]} could not install it: {error}") from error


@contextlib.contextmanager
def alone(folder):
    """Tests that want the same packages run at the same time: one of them installs."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_kept(lock, kept):
    return kept.exists() and kept.read_bytes() == lock.read_bytes()


def npm_packages(locked, folder):
    """What `locked`/package-lock.json names, in `folder`; the lock is kept once all is there."""
    if shutil.which("npm") is None:
        raise Missing("no npm here")
    lock, kept = locked / "package-lock.json", folder / "complete-lock.json"
    with alone(folder):
        if is_kept(lock, kept):
            return
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        shutil.copy(locked / "package.json", folder)
        shutil.copy(lock, folder)
        quiet = ("--no-audit", "--no-fund", "--loglevel", "error")
        run_install(["npm", "ci", "--ignore-scripts", *quiet], folder)
        shutil.copy(lock, kept)


def python_packages(requirements, folder):
    kept = folder / "complete-requirements.txt"
    quiet = ("--quiet", "--no-deps", "--disable-pip-version-check", "--root-user-action=ignore")
    target = ("--require-hashes", "--target", str(folder), "--requirement", str(requirements))
    with alone(folder):
        if is_kept(requirements, kept):
            return
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        run_install(["python3", "-m", "pip", "install", *quiet, *target], folder)
        shutil.copy(requirements, kept)


def node_version(program):
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return (0,)
    return tuple(int(part) for part in done.stdout.strip().removeprefix("v").split("."))


def node():
    """A Node.js that is new enough: the machine's, or npm's package of it."""
    own = shutil.which("node")
    if own and node_version(own) >= NODE_LEAST:
        return own
    folder = SOURCE / "build" / "node"
    program = folder / "node_modules" / "node" / "bin" / "node"
    with alone(folder):
        if not program.exists():
            folder.mkdir(parents=True, exist_ok=True)
            quiet = ("--no-audit", "--no-fund", "--loglevel", "error")
            run_install(["npm", "install", "--prefix", str(folder), *quiet, NODE_NEW], folder)
    if node_version(str(program)) < NODE_LEAST:
        raise Missing("no Node.js that is new enough")
    return str(program)
