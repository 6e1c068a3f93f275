"""nginx with the example of the guide, on ports of its own."""

import pathlib
import random
import re
import shutil
import socket
import ssl
import subprocess
import time

from programs import ROOT

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin:/bin")


def free_port() -> int:
    """One below those that the system gives to whoever connects or asks for any: none of these can take it meanwhile."""
    lowest = int(pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    while True:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", random.randrange(10_000, lowest)))
                return probe.getsockname()[1]
            except OSError:
                continue


class Nginx:
    """Runs `deploy/nginx.conf` as it is but for names, ports and the paths of the certificate."""

    def __init__(self, folder: pathlib.Path, port: int, upstream_port: int):
        self.port = port
        self.origin = f"https://localhost:{port}"
        self.certificate = folder / "certificate.pem"
        key = folder / "key.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", self.certificate],
            check=True,
            capture_output=True,
        )
        example = (ROOT / "deploy/nginx.conf").read_text()
        site = example.replace("chat.example.org;", "localhost;").replace("127.0.0.1:8080", f"127.0.0.1:{upstream_port}")
        site = site.replace("/etc/ssl/certs/chat.example.org.pem", str(self.certificate))
        site = site.replace("/etc/ssl/private/chat.example.org.key", str(key))
        site = re.sub(r"listen \[::\].*\n", "", site)
        site = site.replace("listen 443", f"listen {self.port}")
        site = site.replace("listen 80", f"listen 127.0.0.1:{free_port()}")
        configuration = folder / "nginx.conf"
        configuration.write_text(
            f"pid {folder}/nginx.pid;\nerror_log {folder}/nginx.log;\ndaemon off;\nevents {{}}\n"
            f"http {{\naccess_log off;\nclient_body_temp_path {folder}/body;\nproxy_temp_path {folder}/proxy;\n"
            f"fastcgi_temp_path {folder}/f;\nuwsgi_temp_path {folder}/u;\nscgi_temp_path {folder}/s;\n{site}\n}}\n"
        )
        self.process = subprocess.Popen([NGINX, "-c", configuration, "-p", folder], stderr=subprocess.DEVNULL)
        self._wait(folder)

    def _wait(self, folder: pathlib.Path):
        end = time.monotonic() + 20
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1):
                    return
            except OSError:
                if time.monotonic() > end or self.process.poll() is not None:
                    raise RuntimeError((folder / "nginx.log").read_text()) from None
                time.sleep(0.05)

    @property
    def context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.certificate)

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
