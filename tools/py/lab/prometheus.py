# SPDX-License-Identifier: Apache-2.0
"""A Prometheus server that scrapes Shunt and evaluates its alert rules, in Shunt's namespace."""

import json
import os
import shutil

from lab.command import wait_until

PORT = 9090
SCRAPE = 1  # seconds between scrapes
RULES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../packaging/prometheus/alerts.yml")
CONFIGURATION = """\
global: {{scrape_interval: {scrape}s, scrape_timeout: {scrape}s, evaluation_interval: 1s}}
rule_files: [{home}/alerts.yml]
scrape_configs:
  - job_name: shunt-lab
    static_configs: [{{targets: ["{target}"]}}]
    params: {{cpu: ["{cpu}"]}}
"""


class Prometheus:
    """Its files are in the folder `home`. target: ADDRESS:PORT of api.listen."""

    def __init__(self, namespace, home, target, by_cpu=False):
        self.namespace, self.home, self.process = namespace, home, None
        os.makedirs(home)
        shutil.copyfile(RULES, f"{home}/alerts.yml")
        with open(f"{home}/prometheus.yml", "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(home=home, scrape=SCRAPE, target=target, cpu=int(by_cpu)))

    def start(self):
        self.process = self.namespace.start("prometheus", f"--config.file={self.home}/prometheus.yml",
                                            f"--storage.tsdb.path={self.home}/data",
                                            f"--web.listen-address=127.0.0.1:{PORT}", log=f"{self.home}/prometheus.log")
        wait_until("Prometheus", lambda: self._get("/-/ready").returncode == 0, deadline=30)
        return self

    def _get(self, path, *options):
        return self.namespace.run("curl", "-sfG", "-m", "10", *options, f"http://127.0.0.1:{PORT}{path}", check=False)

    def _ask(self, path, query, **parameters):
        """The answer's data. ValueError if the server does not take the query."""
        words = [word for name, value in {"query": query, **parameters}.items()
                 for word in ("--data-urlencode", f"{name}={value}")]
        answer = json.loads(self.namespace.run("curl", "-sG", "-m", "10", *words, f"http://127.0.0.1:{PORT}/api/v1/{path}").stdout)
        if answer["status"] != "success":
            raise ValueError(f"{query}: {answer}")
        return answer["data"]

    def series(self, query):
        """What a query finds now: a list of (labels, number). ValueError as of _ask()."""
        data = self._ask("query", query)
        if data["resultType"] == "scalar":
            return [({}, float(data["result"][1]))]
        return [(each["metric"], float(each["value"][1])) for each in data["result"]]

    def over_time(self, query, first, last, step):
        """What a query finds each `step` seconds: a list of (labels, time -> number). ValueError as of _ask()."""
        data = self._ask("query_range", query, start=first, end=last, step=step)
        return [(each["metric"], {int(time): float(value) for time, value in each["values"]}) for each in data["result"]]

    def value(self, query):
        """The number of a query that finds one series; None if there is none."""
        found = self.series(query)
        if len(found) > 1:
            raise ValueError(f"{query} finds {found}")
        return found[0][1] if found else None

    def wait_for(self, query, wanted, deadline=20):
        wait_until(f"{query} == {wanted}", lambda: self.value(query) == wanted, deadline=deadline)
