// SPDX-License-Identifier: Apache-2.0
// Every event that the controller's log may tell: the one catalogue. docs/logs.md says the same; `tools/lint
// events` holds the two together, and that each is told somewhere. Ids are stable: scripts and journal filters go
// by them. EVENT(enumerator, id, level, meaning, what to do)
#pragma once

// clang-format off
#define SHUNT_EVENTS(EVENT) \
  /* the controller */ \
  EVENT(kReady, "ready", kInfo, "the controller forwards, and each service has been asked once", "nothing") \
  EVENT(kStopped, "stopped", kInfo, "it ends; the line says whether traffic goes on", "nothing") \
  EVENT(kStartFailed, "start_failed", kError, "it cannot start; nothing is attached that was not before", "what the line says") \
  EVENT(kStopIncomplete, "stop_incomplete", kError, "it ends, and something is left attached or pinned", "`shunt unload`") \
  EVENT(kTakenOver, "taken_over", kInfo, "it goes on with the services and flows of a controller before it", "nothing") \
  EVENT(kFlowsMove, "flows_move", kWarning, "the file changed while no controller ran, so that flows move now", "use `shunt plan` and `shunt reload` for such changes") \
  EVENT(kLimitsWait, "limits_wait", kWarning, "the flow table that goes on has another size than `limits.flows`", "`shunt run --forget-flows` at a quiet time") \
  EVENT(kServicesWait, "services_wait", kWarning, "after 10 s some services still wait for their first check", "`shunt status` says which and why") \
  EVENT(kPinsHidden, "pins_hidden", kWarning, "what is pinned will be seen by this process alone", "start it by `nsenter --net`, not by `ip netns exec`") \
  EVENT(kOverridesRefused, "overrides_refused", kWarning, "the state file of `shunt backend` cannot be used; it is set aside", "set the backends again") \
  EVENT(kOverrideStands, "override_stands", kInfo, "at the start: a change by `shunt backend` goes on beside the file", "`shunt backend enable` or `weight` ends it") \
  EVENT(kPublishFailed, "publish_failed", kError, "maps could not be changed: packets go by what was there before", "what the line says; often a limit") \
  EVENT(kListening, "listening", kInfo, "the API and the page can be reached there", "nothing") \
  EVENT(kListenFailed, "listen_failed", kError, "`api.listen` cannot be opened; the former one stays", "free the address, or change it") \
  /* configuration */ \
  EVENT(kConfigError, "config_error", kError, "a line of the file is wrong: FILE:LINE:COLUMN", "mend it; `shunt check FILE` shows all at once") \
  EVENT(kConfigWarning, "config_warning", kWarning, "a line of the file is allowed, and likely not meant so", "read it") \
  EVENT(kReloadApplied, "reload_applied", kInfo, "all of the file is in force; who asked, and how long it took", "nothing") \
  EVENT(kReloadRefused, "reload_refused", kError, "nothing of the file is in force; `config_error` lines say why", "mend the file and reload: a restart would fail") \
  /* who changes what */ \
  EVENT(kAudit, "audit", kInfo, "a change that was asked for over the UNIX socket, or by SIGHUP: by whom, what, and the answer", "nothing") \
  EVENT(kAuditRefused, "audit_refused", kWarning, "the same, refused", "ask the one who did it") \
  EVENT(kApiRefused, "api_refused", kWarning, "a wrong password or token over TCP: from which address, for whom", "whoever sends it; a rate of them is somebody who guesses") \
  EVENT(kBackendChanged, "backend_changed", kInfo, "`shunt backend` has changed one", "nothing") \
  EVENT(kDrainEnded, "drain_ended", kInfo, "the deadline of a drain is over: flows that are left move, the backend is disabled", "`shunt backend enable` brings it back") \
  EVENT(kUndoFailed, "undo_failed", kError, "a change that could not be remembered could not be undone either", "`shunt status`, then reload") \
  /* backends */ \
  EVENT(kBackendUp, "backend_up", kInfo, "it passes its checks, and takes flows", "nothing") \
  EVENT(kBackendDown, "backend_down", kWarning, "its checks fail, and it takes none", "docs/health.md explains each reason") \
  EVENT(kBackendPresumedUp, "backend_presumed_up", kWarning, "it takes flows although it could not be asked", "why this host cannot ask: the line says it") \
  EVENT(kBackendAgent, "backend_agent", kInfo, "its agent drains it, takes it out, brings it back, or changes its weight", "nothing; it is the backend's wish") \
  EVENT(kBackendDegraded, "backend_degraded", kWarning, "it is up, and full-size packets do not arrive", "raise the MTU on the way") \
  EVENT(kBackendWhole, "backend_whole", kInfo, "full-size packets arrive again", "nothing") \
  EVENT(kBackendFlaps, "backend_flaps", kWarning, "it went up and down too often, and has to pass more checks in a row", "compare `timeout` with its latencies; raise `fall`") \
  EVENT(kBackendSteady, "backend_steady", kInfo, "it no longer flaps", "nothing") \
  EVENT(kBackendSuspected, "backend_suspected", kWarning, "clients repeat their SYNs to it more often than to others", "its accept queue, its firewall, the way back") \
  EVENT(kBackendCleared, "backend_cleared", kInfo, "they no longer do", "nothing") \
  EVENT(kNextHopLost, "next_hop_lost", kWarning, "there is no way to it: packets of its slots are dropped", "docs/next-hops.md explains each reason") \
  EVENT(kNextHopFound, "next_hop_found", kInfo, "there is a way again", "nothing") \
  EVENT(kServiceFailing, "service_failing", kWarning, "fewer backends are up than `quorum`: `fail` is in force", "what its backends share; docs/alerts.md#shuntservicefailing") \
  EVENT(kServiceRecovered, "service_recovered", kInfo, "enough are up again, or a backup is", "nothing") \
  EVENT(kHookFailed, "hook_failed", kWarning, "`on_change` failed, took too long, or was left out", "the program or URL of `on_change`") \
  /* probes */ \
  EVENT(kProbePathOpen, "probe_path_open", kInfo, "checks go through the dataplane by this interface", "nothing") \
  EVENT(kProbePathLost, "probe_path_lost", kWarning, "somebody removed that interface or set it down; it is made again", "find out who") \
  EVENT(kProbePathFailed, "probe_path_failed", kError, "checks cannot be sent; backends stay as they are", "what the line says") \
  /* interfaces */ \
  EVENT(kAttached, "attached", kInfo, "packets that come in by it are forwarded; mode and neighbours in the line", "nothing") \
  EVENT(kDetached, "detached", kInfo, "they are not any more", "nothing") \
  EVENT(kAttachFailed, "attach_failed", kError, "the program cannot be attached", "what the line says; docs/attach.md") \
  EVENT(kAttachWarning, "attach_warning", kWarning, "it is attached, with a restriction", "what the line says; docs/attach.md") \
  EVENT(kDetachFailed, "detach_failed", kError, "the program cannot be taken off: it forwards on", "what the line says; `shunt unload` later") \
  EVENT(kProgramLost, "program_lost", kWarning, "something else took the program off; it is attached again", "find out what else manages XDP there") \
  EVENT(kInterfaceRenamed, "interface_renamed", kWarning, "it has another name now, and was left", "name it in `interfaces`") \
  EVENT(kEgressFailed, "egress_failed", kWarning, "packets cannot leave by it: those of backends behind it are dropped", "what the line says") \
  EVENT(kPinsStale, "pins_stale", kWarning, "a pin of libxdp for an interface that is gone could not be removed", "what the line says") \
  /* alarms and the log itself */ \
  EVENT(kAlarmBegins, "alarm_begins", kWarning, "`shunt status` has an alarm that it did not have: its id and text", "`shunt status`; docs/alerts.md") \
  EVENT(kAlarmEnds, "alarm_ends", kInfo, "that alarm is gone", "nothing") \
  EVENT(kLogLevel, "log_level", kInfo, "`shunt log LEVEL` has changed what is logged, until the next reload", "nothing") \
  EVENT(kNoJournal, "no_journal", kWarning, "`log.to` says journal, and none listens: standard error is used", "start journald, or say `to: auto`") \
  EVENT(kLogSuppressed, "log_suppressed", kWarning, "so many lines of one event and subject were left out, as they came too fast", "what that event says") \
  EVENT(kLogLost, "log_lost", kWarning, "so many lines are lost: whoever reads the log did not keep up", "the reader, or the disk behind it")
// clang-format on
