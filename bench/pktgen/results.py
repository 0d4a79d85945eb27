# SPDX-License-Identifier: Apache-2.0
"""What a run leaves: trials.csv, a chart for each search, and a line for the person."""

import csv
import os

from chart import Chart
from search import LOST

COLUMNS = ("vip", "frame_size", "flows", "threads", "phase", "asked_pps", "offered_pps", "seconds", "sent",
           "send_errors", "forwarded", "received", "delivered_pps", "lost", "lost_percent", "drops", "verdict")


class Trials:
    """trials.csv in the folder, a row as soon as a trial is over."""

    def __init__(self, folder):
        os.makedirs(folder, exist_ok=True)
        self.file = open(f"{folder}/trials.csv", "w", encoding="utf-8", newline="")
        self.writer = csv.DictWriter(self.file, COLUMNS, lineterminator="\n")
        self.writer.writeheader()

    def close(self):
        self.file.close()

    def add(self, subject, trial):
        """subject: vip, frame_size, flows, threads."""
        drops = ";".join(f"{name}={count}" for name, count in sorted(trial.reasons.items()))
        self.writer.writerow({
            **subject, "phase": trial.phase, "asked_pps": trial.asked_pps, "offered_pps": round(trial.offered_pps),
            "seconds": f"{trial.seconds:.6f}", "sent": trial.sent, "send_errors": trial.errors,
            "forwarded": "" if trial.forwarded is None else trial.forwarded,
            "received": "" if trial.received is None else trial.received, "delivered_pps": round(trial.delivered_pps),
            "lost": trial.lost, "lost_percent": f"{100 * trial.lost / max(1, trial.sent):.4f}", "drops": drops,
            "verdict": trial.verdict})
        self.file.flush()


def line(trial):
    """A trial in one line."""
    drops = "".join(f", {name} {count:,}" for name, count in sorted(trial.reasons.items()))
    received = "" if trial.received is None or trial.forwarded is None else f", forwarded {trial.forwarded:,}"
    return (f"{trial.phase:6} asked {trial.asked_pps:>11,}/s  offered {trial.offered_pps:>11,.0f}/s  sent {trial.sent:,}"
            f"{received}  lost {trial.lost:,}{drops}  {trial.verdict}")


def conclusion(found, parameters):
    """What a search found, in one line with what to do."""
    if found.highest is None:
        low = found.trials[0]
        return (f"packets are lost already at rate_min, {parameters.rate_min:,} packets/s ({low.lost:,} of {low.sent:,}): "
                "lower rate_min, or see the drops in trials.csv and in: shunt stats")
    rate = f"{found.highest.offered_pps:,.0f} packets/s"
    if found.reason == "generator":
        return (f"nothing lost at {rate}, and the generator reaches no more: raise threads or burst, or use a faster "
                "generator; this is a lower bound")
    if found.reason == "rate_max":
        return f"nothing lost at {rate}, which is rate_max: raise it; this is a lower bound"
    tolerance = f" (tolerance {parameters.loss_tolerance:g}%)" if parameters.loss_tolerance else ""
    return f"highest rate without loss{tolerance}: {rate}, to {parameters.resolution:g}%"


def chart(subject, found):
    """Offered against delivered, lost, and each drop reason; one point a trial."""
    def points(value):
        return [(trial.offered_pps, value(trial) / trial.seconds) for trial in found.trials]

    received = any(trial.received is not None for trial in found.trials)
    series = {"received" if received else "forwarded": points(lambda trial: trial.delivered)}
    if any(trial.verdict == LOST for trial in found.trials):
        series["lost"] = points(lambda trial: trial.lost)
    for name in sorted({name for trial in found.trials for name in trial.reasons}):
        series[f"drop: {name}"] = points(lambda trial, name=name: trial.reasons.get(name, 0))
    mark = None
    if found.highest is not None:
        mark = (found.highest.offered_pps, f"{found.highest.offered_pps:,.0f}/s without loss")
    title = f"{subject['vip']}, UDP, frames of {subject['frame_size']} bytes, {subject['flows']:,} flows"
    return Chart(title, "offered, packets/s", "packets/s", series, mark).svg()
