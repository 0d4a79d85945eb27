# SPDX-License-Identifier: Apache-2.0
"""What health checks ask, on a lab's backends: HAProxy that tells its weight, dnsmasq, nginx with TLS, and a web server
that misbehaves. Each has start() and stop(), and a way to spoil it."""

import os
import shutil
import signal
import socket

from lab.command import run, wait_until

HERE = os.path.dirname(os.path.abspath(__file__))

AGENT_LUA = """\
-- What agent-check asks for, from what HAProxy itself thinks of its server: "ready up 50%", "drain", "maint", "down #why".
core.register_service("agent", "tcp", function(applet)
  local stats = core.proxies["app"].servers["app1"]:get_stats()
  local status = stats["status"]
  local word
  if status:find("MAINT") then word = "maint"
  elseif status:find("DRAIN") then word = "drain"
  elseif status:find("DOWN") then word = "down #" .. (stats["last_chk"] or "")
  else word = string.format("ready up %d%%", math.floor(tonumber(stats["weight"]) * 100 / 200)) end
  applet:send(word .. "\\n")
end)
"""

HAPROXY = """\
global
  stats socket {home}/admin.sock mode 600 level admin
  lua-load {home}/agent.lua
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
backend app
  server app1 127.0.0.1:80 check inter 100ms fastinter 100ms downinter 100ms rise 1 fall 1 weight 200
frontend web
  bind :::{port} v4v6
  default_backend app
listen agent
  mode tcp
  bind :::{agent_port} v4v6
  tcp-request content use-service lua.agent
"""

TLS = """\
daemon off; worker_processes 1; user root; pid {home}/nginx.pid; error_log {home}/error.log warn;
events {{}}
http {{
  access_log {home}/access.log;
  server {{
    listen {port} ssl; listen [::]:{port} ssl;
    ssl_certificate {home}/tls.pem; ssl_certificate_key {home}/tls.key;
    location / {{ return 200 'I am well\\n'; }}
  }}
}}
"""


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def write_script(path, text):
    """Returns the path of a program that can be run."""
    write(path, text)
    os.chmod(path, 0o755)
    return path


class Program:
    """A program in a namespace that listens on a port; its files are in the folder `home`."""

    def __init__(self, namespace, home, port, kind="tcp"):
        self.namespace, self.home, self.port, self.kind, self.process = namespace, home, port, kind, None
        os.makedirs(home)

    def command(self):
        raise NotImplementedError

    def listens(self):
        options = "-Hltn" if self.kind == "tcp" else "-Hlun"
        return self.namespace.run("ss", options, f"sport = :{self.port}").stdout

    def start(self):
        self.process = self.namespace.start(*self.command(), log=f"{self.home}/program.log")
        wait_until(f"{self.command()[0]} at port {self.port}", lambda: self.listens() and self.process.running())
        return self

    def stop(self):
        self.process.stop()
        wait_until(f"nobody at port {self.port}", lambda: not self.listens())


class Misbehaving(Program):
    """misbehaving_server.py."""

    def __init__(self, namespace, home, port=8080):
        super().__init__(namespace, home, port)
        self.become("ok")

    def command(self):
        return [f"{HERE}/misbehaving_server.py", str(self.port), f"{self.home}/mode"]

    def become(self, mode):
        write(f"{self.home}/mode.new", mode)
        os.rename(f"{self.home}/mode.new", f"{self.home}/mode")


class TlsServer(Program):
    """nginx with the certificate of a path without ending, as Authority.issue() gives it."""

    def __init__(self, namespace, home, certificate, port=443):
        super().__init__(namespace, home, port)
        write(f"{home}/nginx.conf", TLS.format(home=home, port=port))
        self._copy(certificate)

    def _copy(self, certificate):
        for ending in ("pem", "key"):
            shutil.copyfile(f"{certificate}.{ending}", f"{self.home}/tls.{ending}")

    def command(self):
        return ["nginx", "-p", self.home, "-e", f"{self.home}/error.log", "-c", f"{self.home}/nginx.conf"]

    def become(self, certificate):
        """Another certificate, without a moment in which nobody listens."""
        self._copy(certificate)
        self.process.send(signal.SIGHUP)


class Dnsmasq(Program):
    """A DNS server that knows www.example.com, until it is told to forget it."""

    def __init__(self, namespace, home, port=53):
        super().__init__(namespace, home, port, kind="udp")
        self.record = True

    def command(self):
        record = ["--address=/www.example.com/203.0.113.80"] if self.record else []
        return ["dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--user=root",
                f"--pid-file={self.home}/pid", "--log-facility=-", f"--port={self.port}", "--local=/example.com/", *record]

    def become(self, record):
        """With the record, or without it: it answers NXDOMAIN then."""
        self.record = record
        self.stop()
        self.start()


class HAProxy(Program):
    """A proxy in front of the backend's web server, with an agent that tells HAProxy's own state of that server."""

    def __init__(self, namespace, home, port=8081, agent_port=9000):
        super().__init__(namespace, home, agent_port)
        write(f"{home}/agent.lua", AGENT_LUA)
        write(f"{home}/haproxy.cfg", HAPROXY.format(home=home, port=port, agent_port=agent_port))

    def command(self):
        return ["haproxy", "-db", "-f", f"{self.home}/haproxy.cfg"]

    def tell(self, line):
        """A command of HAProxy's runtime API about its server: "state drain", "weight 50%"."""
        with socket.socket(socket.AF_UNIX) as api:
            api.settimeout(5)
            api.connect(f"{self.home}/admin.sock")
            api.sendall(f"set server app/app1 {line}\n".encode())
            answer = b"".join(iter(lambda: api.recv(4096), b"")).decode().strip()
        if answer:
            raise ValueError(f"HAProxy says to {line!r}: {answer}")

    def says(self):
        """What its agent says at the backend itself."""
        return run(self.namespace.command("bash", "-c", f"cat < /dev/tcp/127.0.0.1/{self.port}")).stdout.strip()
