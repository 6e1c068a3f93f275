"""The Debian package: installed, started as its unit says, upgraded, removed, purged."""

import json
import os
import pathlib
import re
import subprocess
import urllib.request

import pytest
from machine import Machine, Service

here = pathlib.Path(__file__).parents[2]
# With another program than the release that bin/package builds it depends on the Swift that lies on this machine.
program = os.environ.get("POLLUX_PROGRAM", ".build/debug/pollux")


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    named = os.environ.get("POLLUX_PACKAGE")
    if named:
        return named
    folder = tmp_path_factory.mktemp("package")
    done = subprocess.run(
        ["bin/package", "--program", program, str(folder)], cwd=here, capture_output=True, text=True, timeout=1800
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def older(package, tmp_path_factory):
    """The same under a lower version."""
    folder = tmp_path_factory.mktemp("older")
    subprocess.run(["dpkg-deb", "-R", package, folder / "root"], check=True)
    control = folder / "root/DEBIAN/control"
    control.write_text(re.sub(r"^Version: .*$", "Version: 0.0.9", control.read_text(), flags=re.MULTILINE))
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Znone", "-b", folder / "root", folder], check=True)
    return next(folder.glob("*.deb"))


@pytest.fixture
def machine():
    machine = Machine()
    yield machine
    machine.close()


def call(service, method, path, body=None, cookie=None):
    headers = {"Origin": service.address.rstrip("/"), "Content-Type": "application/json"}
    if cookie:
        headers["Cookie"] = cookie
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(service.address + path, data=data, headers=headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as reply:
        return reply.status, reply.read(), (reply.headers["Set-Cookie"] or "").split(";")[0]


def test_what_is_in_it(package):
    names = subprocess.run(["dpkg-deb", "-c", package], capture_output=True, text=True, check=True).stdout
    for name in ["usr/bin/pollux", "usr/share/pollux/web/index.html", "usr/share/pollux/web/vendor/katex.js",
                 "lib/systemd/system/pollux.service", "etc/pollux/pollux.env", "usr/share/man/man1/pollux.1.gz",
                 "usr/share/doc/pollux/copyright", "usr/share/doc/pollux/operations.md.gz",
                 "usr/share/doc/pollux/third-party/swift-nio-LICENSE.txt"]:
        assert f" ./{name}\n" in names, name
    assert all(line.split()[1] == "root/root" for line in names.splitlines())
    assert "gemini-key" not in names
    conffiles = subprocess.run(["dpkg-deb", "-I", package, "conffiles"], capture_output=True, text=True).stdout
    assert conffiles.split() == ["/etc/pollux/pollux.env"]


def test_lintian_finds_nothing(package):
    # It is nobody's in Debian: no address, no bug that it closes. Swift's own libraries hold a zlib, and a build that is not a
    # release looks for them where it was built. KaTeX is a copy of Debian's.
    tags = (
        "bogus-mail-host,bogus-mail-host-in-debian-changelog,initial-upload-closes-no-bugs,embedded-library,"
        "embedded-javascript-library,custom-library-search-path"
    )
    done = subprocess.run(
        ["lintian", "--allow-root", "--fail-on", "error,warning", "--suppress-tags", tags, package],
        capture_output=True, text=True, timeout=1800,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_life_of_an_installation(package, older, machine):
    assert not machine.exists("/usr/bin/pollux")
    machine.run("dpkg", "-i", machine.put(older))
    assert machine.mode("/var/lib/pollux") == "pollux 700"
    assert machine.mode("/usr/bin/pollux") == "root 755"

    service = Service(machine)
    assert service.notice().startswith("READY=1\nSTATUS=Pollux is at http://127.0.0.1:")
    assert service.notice() == "WATCHDOG=1"
    assert call(service, "GET", "")[0] == 200
    status, server, _ = call(service, "GET", "api/v1/server")
    assert json.loads(server)["demo"] is True
    user = {"name": "ada", "password": "correct horse battery"}
    assert call(service, "POST", "api/v1/users", user)[0] == 201
    assert "Backed up 0 conversations of 1 user" in machine.as_pollux(
        "pollux", "backup", "/tmp/backup.tar", "--data", "/var/lib/pollux"
    )
    assert machine.mode("/tmp/backup.tar") == "pollux 600"
    service.stop()
    assert machine.mode("/var/lib/pollux/pollux.sqlite") == "pollux 600"

    # It can write nowhere else.
    with pytest.raises(RuntimeError, match="The data folder /srv/pollux cannot be written"):
        Service(machine, settings={"POLLUX_DATA": "/srv/pollux"})

    # An upgrade keeps the data and what the operator has written.
    machine.run("sh", "-c", "echo POLLUX_GUESTS=off >> /etc/pollux/pollux.env")
    machine.run("dpkg", "-i", machine.put(package))
    service = Service(machine, key="a-key", settings={"GEMINI_BASE_URL": "http://127.0.0.1:9"})
    _, server, _ = call(service, "GET", "api/v1/server")
    assert json.loads(server)["demo"] is False and json.loads(server)["guests"] is False
    _, _, cookie = call(service, "POST", "api/v1/session", user)
    assert call(service, "GET", "api/v1/session", cookie=cookie)[0] == 200
    service.stop()
    assert "no problems" in machine.as_pollux("pollux", "check", "--data", "/var/lib/pollux")

    # Removed, it keeps everything that is not the package's.
    machine.run("dpkg", "-r", "pollux")
    assert not machine.exists("/usr/bin/pollux")
    assert machine.exists("/var/lib/pollux/pollux.sqlite") and machine.exists("/etc/pollux/pollux.env")
    machine.run("dpkg", "-i", machine.put(package))
    service = Service(machine)
    assert call(service, "POST", "api/v1/session", user)[0] == 200
    service.stop()

    # Root restores for the service's user, into the folder that is there.
    machine.run("sh", "-c", "rm -r /var/lib/pollux/* && chmod 600 /tmp/backup.tar && chown root /tmp/backup.tar")
    machine.run("pollux", "restore", "/tmp/backup.tar", "--data", "/var/lib/pollux")
    assert machine.mode("/var/lib/pollux/pollux.sqlite") == "pollux 600"
    service = Service(machine)
    assert call(service, "POST", "api/v1/session", user)[0] == 200
    service.stop()

    # Purged, nothing is left.
    machine.run("sh", "-c", "echo secret > /etc/pollux/gemini-key")
    machine.run("dpkg", "-P", "pollux")
    assert not machine.exists("/var/lib/pollux") and not machine.exists("/etc/pollux")
    machine.run("getent", "passwd", "pollux", status=2)


def test_the_unit_is_understood_and_tight(machine, package):
    machine.run("dpkg", "-i", machine.put(package))
    said = machine.run("systemd-analyze", "verify", "/lib/systemd/system/pollux.service")
    assert [line for line in said.splitlines() if "man pollux" not in line] == []
    said = machine.run("systemd-analyze", "security", "--offline=true", "/lib/systemd/system/pollux.service")
    score = float(re.search(r"Overall exposure level for pollux.service: ([0-9.]+)", said)[1])
    print(f"systemd-analyze security: {score}")
    assert score <= 1.5
