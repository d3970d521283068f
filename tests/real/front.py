"""The real nginx and the real HAProxy in front of a service: each unprivileged, in the foreground, with its
files in a temporary folder, on a port that nobody else can have taken."""
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import urllib.request

from programs import Program

# From its start until it answers; whoever needs longer has a set-up that does not work.
READY_LIMIT_S = 30

NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log stderr warn;
worker_processes 1;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {folder}/client_body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  upstream service {{ server {service}; keepalive 64; }}
  server {{
    listen {address};
    location = /front-is-ready {{ return 204; }}
    location / {{
      proxy_pass http://service;
      {settings}
    }}
  }}
}}
"""

HAPROXY = """
defaults
  mode http
  timeout connect 5s
  timeout client 50s
  timeout server 50s
frontend front
  bind fd@{listener}
  http-request return status 204 if {{ path /front-is-ready }}
  default_backend service
backend service
  server service {service}
  {settings}
"""


def program(name):
    """Where the program is: servers often stand where a person's PATH does not look."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/local/sbin:/usr/sbin:/sbin")
    assert found, f"{name} is not installed; ./test --real does that"
    return found


def nobody():
    """Whom to run it as: oneself, or nobody where one is root."""
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}


class Front:
    """A server in front of `service`, host and port. Its listening socket is made here and handed over:
    the port is free by then, and nobody waits in vain who connects before the server is up."""

    def __init__(self, kind, service, settings):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ssert-front-"))
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen(1024)
            self.address = "127.0.0.1:%d" % listener.getsockname()[1]
            configuration = self.folder / "configuration"
            configuration.write_text({"nginx": NGINX, "haproxy": HAPROXY}[kind].format(
                folder=self.folder, service=service, address=self.address, listener=listener.fileno(),
                settings="\n      ".join(settings)))
            if nobody():
                shutil.chown(self.folder, "nobody", "nogroup")
            command = {"nginx": ["-e", "stderr", "-c", configuration], "haproxy": ["-db", "-f", configuration]}[kind]
            # The variable is how nginx hands its sockets to the one that takes over from it.
            self.program = Program(program(kind), *command, pass_fds=[listener.fileno()],
                                   env={"NGINX": f"{listener.fileno()};"} if kind == "nginx" else {}, **nobody())
        try:
            urllib.request.urlopen(f"http://{self.address}/front-is-ready", timeout=READY_LIMIT_S).close()
        except OSError as problem:
            self.stop()
            raise AssertionError(f"{kind} does not answer ({problem}): {self.program.texts}") from None

    def stop(self):
        self.program.stop()
        shutil.rmtree(self.folder)


def version(kind):
    said = subprocess.run([program(kind), "-v"], capture_output=True, text=True, check=True)
    return re.search(r"\d+\.\d+[^\s]*", said.stdout + said.stderr).group(0)
