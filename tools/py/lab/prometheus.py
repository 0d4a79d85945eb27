# SPDX-License-Identifier: Apache-2.0
"""A Prometheus server that scrapes Shunt and evaluates its alert rules, in Shunt's namespace."""

import json
import os
import shutil

from lab.command import wait_until

PORT = 9090
RULES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../packaging/prometheus/alerts.yml")
CONFIGURATION = """\
global: {{scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}}
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
            file.write(CONFIGURATION.format(home=home, target=target, cpu=int(by_cpu)))

    def start(self):
        self.process = self.namespace.start("prometheus", f"--config.file={self.home}/prometheus.yml",
                                            f"--storage.tsdb.path={self.home}/data",
                                            f"--web.listen-address=127.0.0.1:{PORT}", log=f"{self.home}/prometheus.log")
        wait_until("Prometheus", lambda: self._get("/-/ready").returncode == 0, deadline=30)
        return self

    def _get(self, path, *options):
        return self.namespace.run("curl", "-sfG", "-m", "10", *options, f"http://127.0.0.1:{PORT}{path}", check=False)

    def series(self, query):
        """What a query finds now: a list of (labels, number). ValueError if the server does not take it."""
        answer = self.namespace.run("curl", "-sG", "-m", "10", "--data-urlencode", f"query={query}",
                                    f"http://127.0.0.1:{PORT}/api/v1/query").stdout
        answer = json.loads(answer)
        if answer["status"] != "success":
            raise ValueError(f"{query}: {answer}")
        found = answer["data"]["result"]
        if answer["data"]["resultType"] == "scalar":
            return [({}, float(found[1]))]
        return [(each["metric"], float(each["value"][1])) for each in found]

    def value(self, query):
        """The number of a query that finds one series; None if there is none."""
        found = self.series(query)
        if len(found) > 1:
            raise ValueError(f"{query} finds {found}")
        return found[0][1] if found else None

    def wait_for(self, query, wanted, deadline=20):
        wait_until(f"{query} == {wanted}", lambda: self.value(query) == wanted, deadline=deadline)
