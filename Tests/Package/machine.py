"""A machine to install packages on: this one's files under an overlay that takes every write, in a mount namespace of its own.

Needs root. What is installed here is never seen outside, and nothing listens anywhere but on loopback.
"""

import os
import re
import selectors
import shutil
import socket
import subprocess
import tempfile
import time


class Machine:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="pollux-machine-")
        self.root = f"{self.folder}/root"
        script = f"""
            set -e
            cd {self.folder}
            mkdir root
            mount -t tmpfs none {self.folder}/root && mkdir root/upper root/work root/all
            mount -t overlay none -o lowerdir=/,upperdir=root/upper,workdir=root/work root/all
            mount --rbind /proc root/all/proc
            mount --rbind /dev root/all/dev
            mount -t tmpfs none root/all/run
            mount -t tmpfs none root/all/tmp
            echo ready
            exec sleep infinity
        """
        self.root = f"{self.folder}/root/all"
        self.holder = subprocess.Popen(
            ["unshare", "--mount", "--propagation", "private", "bash", "-c", script],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        if self.holder.stdout.readline() != "ready\n":
            raise RuntimeError(f"no machine: {self.holder.stderr.read()}")

    def close(self):
        self.holder.kill()
        self.holder.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def command(self, *arguments):
        return ["nsenter", "--mount", f"--target={self.holder.pid}", "/usr/sbin/chroot", self.root, *arguments]

    def run(self, *arguments, status=0, **keywords):
        """Runs a command on the machine as root and gives what it writes."""
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "HOME": "/root"}
        done = subprocess.run(
            self.command(*arguments), env=environment, capture_output=True, text=True, cwd="/", timeout=1800, **keywords
        )
        assert done.returncode == status, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def as_pollux(self, *arguments, status=0):
        return self.run("setpriv", "--reuid=pollux", "--regid=pollux", "--clear-groups", *arguments, status=status)

    def exists(self, path):
        return self.run("sh", "-c", f"test -e {path} && echo yes || echo no").strip() == "yes"

    def mode(self, path):
        return self.run("stat", "--format=%U %a", path).strip()

    def put(self, package):
        """Copies a file onto the machine."""
        with open(package, "rb") as file:
            path = f"/tmp/{os.path.basename(package)}"
            subprocess.run(self.command("sh", "-c", f"cat > {path}"), stdin=file, check=True)
        return path


class Service:
    """The installed service, started as its unit says: command, environment, credential, user, read-only files, no capability
    and none to be had. What only systemd can do (filters of system calls, of addresses) is not imitated."""

    def __init__(self, machine, key=None, settings=None):
        unit = machine.run("cat", "/lib/systemd/system/pollux.service")
        values = dict(re.findall(r"^(\w+)=(.*)$", unit, re.MULTILINE))
        assert values["User"] == "pollux" and values["ProtectSystem"] == "strict" and values["NoNewPrivileges"] == "yes"
        environment = dict(re.findall(r"^Environment=(\w+)=(\S+)$", unit, re.MULTILINE))
        file = machine.run("cat", values["EnvironmentFile"].lstrip("-"))
        environment.update(dict(re.findall(r"^(\w+)=(.*)$", file, re.MULTILINE)))
        environment.update({"POLLUX_PORT": "0", "PATH": "/usr/bin:/bin"}, **(settings or {}))
        name = values["LoadCredential"].split(":")[0]
        machine.run("sh", "-c", f"mkdir -p /run/pollux && printf '%s\\n' '{key or ''}' > /run/pollux/{name} && chown -R pollux /run/pollux")
        environment["CREDENTIALS_DIRECTORY"] = "/run/pollux"
        self.notices = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        abstract = f"pollux-{os.getpid()}-{time.monotonic_ns()}"
        self.notices.bind("\0" + abstract)
        self.notices.settimeout(60)
        environment["NOTIFY_SOCKET"] = "@" + abstract
        environment["WATCHDOG_USEC"] = "1000000"
        state = f"/var/lib/{values['StateDirectory']}"
        inside = (
            f"cd {state} && umask {values['UMask']} && exec setpriv --reuid=pollux --regid=pollux --clear-groups "
            f"--no-new-privs --bounding-set=-all --inh-caps=-all {values['ExecStart']}"
        )
        script = (
            "mkdir -p /run/all && mount --rbind / /run/all && mount -o remount,bind,ro /run/all && "
            f"mount --bind {state} /run/all{state} && exec /usr/sbin/chroot /run/all sh -c '{inside}'"
        )
        self.process = subprocess.Popen(
            machine.command("unshare", "--mount", "--propagation", "private", "sh", "-c", script),
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd="/",
        )
        line = self.first_line()
        found = re.match(r"Pollux is at (http://\S+)$", line)
        if not found:
            self.process.kill()
            raise RuntimeError(f"it does not start: {line!r} {self.process.stderr.read()}")
        self.address = found[1]

    def first_line(self):
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            return self.process.stdout.readline() if selector.select(timeout=120) else ""

    def notice(self):
        return self.notices.recv(4096).decode()

    def stop(self):
        self.process.terminate()
        self.process.communicate(timeout=60)
        assert self.process.returncode == 0
        self.notices.close()
