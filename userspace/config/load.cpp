// SPDX-License-Identifier: Apache-2.0
#include "config/load.h"

#include <algorithm>
#include <array>
#include <utility>

#include "config/checks.h"
#include "config/document.h"
#include "config/draft.h"
#include "config/fields.h"
#include "config/findings.h"
#include "config/read_globals.h"
#include "config/read_service.h"
#include "config/scalars.h"
#include "config/text.h"
#include "config/yaml.h"
#include "core/read_file.h"

namespace shunt::config {
namespace {

constexpr std::array<Key, 10> kKeys{{{"interfaces"},
                                     {"tunnel"},
                                     {"api"},
                                     {"limits"},
                                     {"tracking"},
                                     {"probes"},
                                     {"on_change"},
                                     {"log"},
                                     {"seed"},
                                     {"services", "a list of services"}}};

void read_services(Node node, Draft& draft, Findings& findings) {
  draft.services = node.place();
  if (node.kind() != NodeKind::kSequence) {
    findings.error(node.place(), "services: expected a list of services, found " + describe(node));
    return;
  }
  for (const Node item : node.children()) {
    if (findings.is_full()) return;
    read_service(item, draft, findings);
  }
  if (node.children().empty()) findings.warning(node.place(), "services: the list is empty; nothing is forwarded");
}

Draft read_root(Node root, Findings& findings) {
  Draft draft;
  const auto fields = read_mapping(root, kKeys, "the configuration", findings);
  if (!fields) return draft;
  const auto interfaces = (*fields)["interfaces"];
  if (interfaces) draft.config.interfaces = read_interfaces(*interfaces, findings);
  if (draft.config.interfaces.empty())
    findings.warning(interfaces.value_or(root).place(),
                     "no interfaces; nothing is forwarded until one is attached");
  if (const auto tunnel = (*fields)["tunnel"]) draft.config.tunnel = read_tunnel(*tunnel, findings);
  if (const auto api = (*fields)["api"]) draft.config.api = read_api(*api, draft.files, findings);
  if (const auto limits = (*fields)["limits"]) read_limits(*limits, draft, findings);
  if (const auto tracking = (*fields)["tracking"]) draft.config.tracking = read_tracking(*tracking, findings);
  if (const auto probes = (*fields)["probes"]) draft.config.probes = read_probes(*probes, findings);
  if (const auto hook = (*fields)["on_change"])
    draft.config.on_change = read_on_change(*hook, draft.files, findings);
  if (const auto log = (*fields)["log"]) draft.config.log = read_log(*log, findings);
  if (const auto seed = (*fields)["seed"]) draft.config.seed = read_seed(*seed, findings);
  if (const auto services = (*fields)["services"]) read_services(*services, draft, findings);
  return draft;
}

void check_across_services(const Draft& draft, Findings& findings) {
  check_names(draft, findings);
  check_overlaps(draft, findings);
  check_backends_outside_vips(draft, findings);
  check_prefix_lengths(draft, findings);
  check_limits(draft, findings);
  check_slots(draft, findings);
}

std::optional<model::Config> read_config(std::string_view text, Findings& findings) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (!check_text(text, findings)) return std::nullopt;
  const Document document = parse_yaml(text, findings);
  if (findings.has_errors()) return std::nullopt;
  if (document.empty() || document.root().is_null()) {
    findings.error({1, 1}, "the file is empty; expected a mapping with at least the key services");
    return std::nullopt;
  }
  Draft draft = read_root(document.root(), findings);
  if (!findings.is_full()) check_across_services(draft, findings);
  if (!findings.is_full()) check_files(draft, findings);
  if (findings.has_errors()) return std::nullopt;
  return std::move(draft.config);
}

std::vector<Diagnostic> diagnostics(Findings::List list, const std::string& file, std::string_view kind) {
  std::stable_sort(list.kept.begin(), list.kept.end(),
                   [](const auto& a, const auto& b) { return a.place < b.place; });
  std::vector<Diagnostic> result;
  result.reserve(list.kept.size() + 1);
  for (auto& finding : list.kept)
    result.push_back({file, finding.place.line, finding.place.column, std::move(finding.message)});
  if (list.overflowed)
    result.push_back({file, 0, 0,
                      "more " + std::string(kind) + " than the " + std::to_string(Findings::kMaxKept) +
                          " above; the rest is left out"});
  return result;
}

}  // namespace

std::string to_string(const Diagnostic& diagnostic) {
  if (diagnostic.line == 0) return diagnostic.file + ": " + diagnostic.message;
  return diagnostic.file + ":" + std::to_string(diagnostic.line) + ":" + std::to_string(diagnostic.column) + ": " +
         diagnostic.message;
}

Loaded load(const std::filesystem::path& path) {
  auto text = core::read_file(path, kMaxTextBytes);
  if (text) return parse(*text, path.string());
  return {.config = std::nullopt, .errors = {{path.string(), 0, 0, text.error().message()}}, .warnings = {}};
}

Loaded parse(std::string_view text, const std::string& file_name) {
  Findings findings;
  Loaded loaded;
  loaded.config = read_config(text, findings);
  loaded.errors = diagnostics(findings.errors(), file_name, "errors");
  loaded.warnings = diagnostics(findings.warnings(), file_name, "warnings");
  return loaded;
}

}  // namespace shunt::config
