# SPDX-License-Identifier: Apache-2.0
"""The highest rate without loss: a ramp, then a search by halves (after RFC 2544, section 26.1). No packets here: the
trial is a function."""

from dataclasses import dataclass, field

PASSED, LOST, SLOW = "passed", "lost", "generator"
# A generator that sends at 98% of what was asked, or faster, has reached the rate.
REACHED = 0.98


@dataclass
class Trial:
    """One trial at one rate. pps: packets a second; received None: nobody counted there."""
    asked_pps: int
    seconds: float
    sent: int
    forwarded: int | None
    received: int | None
    passed: int = 0
    errors: int = 0
    reasons: dict = field(default_factory=dict)
    phase: str = ""
    verdict: str = ""

    @property
    def delivered(self):
        return self.forwarded if self.received is None else self.received

    @property
    def lost(self):
        """Packets that did not come out; 0 if more did, which happens where others send too."""
        return max(0, self.sent - self.delivered)

    @property
    def offered_pps(self):
        return self.sent / self.seconds

    @property
    def delivered_pps(self):
        return self.delivered / self.seconds

    def judge(self, tolerance):
        """Sets the verdict; tolerance: percent of the packets that may be lost."""
        if self.lost > self.sent * tolerance / 100:
            self.verdict = LOST
        elif self.offered_pps < self.asked_pps * REACHED:
            self.verdict = SLOW
        else:
            self.verdict = PASSED
        return self


@dataclass
class Found:
    """highest: the best trial without loss, None if even the lowest rate lost packets. reason: why the search ended:
    "resolution", "rate_max", "generator" or "rate_min"."""
    highest: Trial | None
    reason: str
    trials: list


class Search:
    """rates in packets a second; resolution in percent of the rate; trial(rate) -> Trial; each: called with each."""

    def __init__(self, parameters, trial, each=lambda found: None):
        self.parameters, self.trial, self.each = parameters, trial, each
        self.trials = []

    def at(self, rate, phase):
        """All trials at one rate, up to the first that does not pass: the last of them."""
        for _ in range(self.parameters.trials):
            found = self.trial(rate).judge(self.parameters.loss_tolerance)
            found.phase = phase
            self.trials.append(found)
            self.each(found)
            if found.verdict != PASSED:
                break
        return found

    def ramp_rates(self):
        low, high, steps = self.parameters.rate_min, self.parameters.rate_max, self.parameters.ramp_steps
        return [round(low + (high - low) * step / (steps - 1)) for step in range(steps)]

    def ramp(self):
        """(best trial before the first loss, first that lost, reason). Goes on behind the first loss, for the plot, and
        ends where the generator can send no faster."""
        best = worst = None
        reason = "rate_max"
        for rate in self.ramp_rates():
            found = self.at(rate, "ramp")
            if found.verdict == LOST:
                worst = worst or found
            elif worst is None:
                best = found
            if found.offered_pps < rate * REACHED:
                reason = "generator"
                break
        return best, worst, reason

    def halves(self, best, worst):
        """Narrows the gap between a rate that passed and one that lost to the resolution."""
        low, high = best.asked_pps, min(worst.asked_pps, round(worst.offered_pps))
        while high - low > max(1, high * self.parameters.resolution / 100):
            found = self.at((low + high) // 2, "search")
            if found.verdict == PASSED:
                best, low = found, found.asked_pps
            elif found.verdict == LOST:
                high = found.asked_pps
            else:
                return Found(found, "generator", self.trials)
        return Found(best, "resolution", self.trials)

    def run(self):
        best, worst, reason = self.ramp()
        if worst is None:
            return Found(best, reason, self.trials)
        if best is None:
            return Found(None, "rate_min", self.trials)
        return self.halves(best, worst)
