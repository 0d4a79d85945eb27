# SPDX-License-Identifier: Apache-2.0
"""Real nginx on the backends and real curl at the client."""

import collections
import os
import re

from lab.command import run, wait_until

NGINX = """\
daemon off; worker_processes 1; user root; pid {home}/nginx.pid; error_log {home}/error.log warn;
events {{ worker_connections 4096; }}
http {{
  log_format lab '$remote_addr $remote_port $server_addr $request_method $uri $status $bytes_sent';
  access_log {home}/access.log lab;
  client_body_temp_path {home}/body; proxy_temp_path {home}/proxy; fastcgi_temp_path {home}/fastcgi;
  uwsgi_temp_path {home}/uwsgi; scgi_temp_path {home}/scgi;
  client_max_body_size 1g;
  server {{
    listen 80 backlog=4096; listen [::]:80 backlog=4096;
    root {home}/files;
    keepalive_timeout {keepalive};
    location / {{ return 200 '{name}\\n'; }}
    location /files/ {{ alias {home}/files/; dav_methods PUT; }}
  }}
}}
"""


class Nginx:
    """The web server of one backend. `/` answers the backend's name; below /files/ GET and PUT work.

    A connection serves one request, so that requests are flows, unless keepalive is a number of seconds.
    """

    def __init__(self, namespace, name, home, keepalive=0):
        self.namespace, self.name, self.home, self.keepalive = namespace, name, home, keepalive
        self.process = None

    def start(self):
        os.makedirs(f"{self.home}/files", exist_ok=True)
        with open(f"{self.home}/nginx.conf", "w", encoding="utf-8") as file:
            file.write(NGINX.format(home=self.home, name=self.name, keepalive=self.keepalive))
        self.process = self.namespace.start("nginx", "-p", self.home, "-e", f"{self.home}/error.log",
                                            "-c", f"{self.home}/nginx.conf", log=f"{self.home}/nginx.log")
        return self.process

    def stop(self):
        """Ends it at once; bring_back() undoes it."""
        self.process.stop()

    def bring_back(self):
        """start() and wait()."""
        self.start()
        self.wait()

    def wait(self):
        """Returns when it listens."""
        wait_until(f"nginx of {self.name}", lambda: "LISTEN" in self.namespace.run("ss", "-Hltn", "sport = :80").stdout)

    def requests(self):
        """The access log: a list of dicts."""
        fields = "client port server method uri status bytes".split()
        with open(f"{self.home}/access.log", encoding="utf-8") as log:
            return [dict(zip(fields, line.split())) for line in log]

    def file(self, name):
        return f"{self.home}/files/{name}"


def host(address):
    """An address as it stands in a URL."""
    return f"[{address}]" if ":" in address else address


def fetch(namespace, address, path="/", timeout=5, check=True):
    """One page; its text. The CompletedProcess of curl if check is False."""
    result = run(namespace.command("curl", "-sS", "--fail", "--max-time", str(timeout),
                                   f"http://{host(address)}{path}"), check=check)
    return result.stdout if check else result


def spread(namespace, address, count, parallel=50, timeout=60):
    """Fetches `count` pages, each in a connection of its own: a Counter of who answered. Raises if one fails."""
    url = f"http://{host(address)}/page?[1-{count}]"
    pages = run(namespace.command("curl", "-sS", "--fail", "-Z", "--parallel-immediate", "--parallel-max",
                                  str(parallel), "--max-time", str(timeout), url), timeout=timeout + 10).stdout
    return collections.Counter(pages.split())


class Requests:
    """Requests in the background, each in a connection of its own, `parallel` at a time."""

    def __init__(self, namespace, address, count, home, parallel):
        self.count, self.parallel = count, parallel
        url = f"http://{host(address)}/page?[1-{count}]"
        self.process = namespace.start("curl", "-sS", "-Z", "--parallel-immediate", "--parallel-max", str(parallel),
                                       "--max-time", "60", "--connect-timeout", "5", url,
                                       log=f"{home}/requests-{count}.txt")

    def failures(self):
        """Waits for the end; how many requests had no page for an answer."""
        self.process.child.wait(90)
        # curl's progress meter stands in front of some of the pages.
        return self.count - len(re.findall(r"\bb\d$", self.process.output(), re.MULTILINE))


def upload(namespace, address, file, timeout=30):
    """PUTs a file to /files/upload."""
    run(namespace.command("curl", "-sS", "--fail", "--max-time", str(timeout), "-T", file,
                          f"http://{host(address)}/files/upload"))
