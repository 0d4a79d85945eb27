// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line.h"

#include <algorithm>
#include <charconv>

#include "cli/definitions.h"
#include "cli/help.h"
#include "cli/options.h"
#include "cli/quantity.h"
#include "core/version.h"
#include "web/json.h"

namespace shunt::cli {
namespace {

/// Words and what they stand for, in the order in which they are named to a person.
template <typename Value>
using Words = std::vector<std::pair<std::string, Value>>;

const Words<model::AttachMode> kModes = [] {
  Words<model::AttachMode> words;
  for (const auto mode : model::kAttachModes) words.emplace_back(to_string(mode), mode);
  return words;
}();
const Words<bool> kKeepOnStop{{"detach", false}, {"keep", true}};
const Words<std::optional<model::LogLevel>> kLogLevels = [] {
  Words<std::optional<model::LogLevel>> words;
  for (const auto level : model::kLogLevels) words.emplace_back(to_string(level), level);
  return words;
}();

template <typename Value>
std::string expected_words(const Words<Value>& words) {
  std::string text = "expected ";
  for (std::size_t i = 0; i < words.size(); ++i)
    text += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i].first;
  return text;
}

/// An option whose value is one of `words`, which outlive the parsing.
template <typename Value>
void add_word(CLI::App& command, const std::string& name, const Words<Value>& words, Value& value) {
  const auto find = [&words](const std::string& text) {
    return std::find_if(words.begin(), words.end(), [&](const auto& word) { return word.first == text; });
  };
  const CLI::Validator valid(
      [&words, find](const std::string& text) {
        return find(text) == words.end() ? expected_words(words) + ", found \"" + text + "\"" : "";
      },
      "");
  command
      .add_option_function<std::string>(name,
                                        [&value, find](const std::string& text) { value = find(text)->second; })
      ->check(valid);
}

void define_run(CLI::App& app, Command& chosen) {
  const auto [run, value] = define<RunCommand>(app, "run", chosen);
  run->add_option("--config", value->config)->required();
  run->add_option("--state-file", value->state_file)->envname("SHUNT_STATE_FILE");
  run->add_flag("--forget-flows", value->forget_flows);
  add_word(*run, "--on-stop", kKeepOnStop, value->keep_on_stop);
  add_word(*run, "--log-level", kLogLevels, value->log_level);
}

/// An option that may be repeated, each value read by Value::parse after `wrong` found nothing to say.
template <typename Value>
void add_values(CLI::App& command, const std::string& name, std::vector<Value>& values,
                std::string (*wrong)(const std::string&)) {
  const auto read = [](const std::string& text) { return Value::parse(text); };
  const CLI::Validator valid([wrong](const std::string& text) { return wrong(text); }, "");
  command
      .add_option_function<std::vector<std::string>>(name,
                                                     [&values, read](const std::vector<std::string>& texts) {
                                                       for (const auto& text : texts)
                                                         values.push_back(*read(text));
                                                     })
      ->check(valid)
      ->allow_extra_args(false);
}

void define_decap(CLI::App& app, Command& chosen) {
  const auto [decap, value] = define<DecapCommand>(app, "decap", chosen);
  decap->add_option("IFACE", value->interface)->required();
  add_word(*decap, "--mode", kModes, value->mode);
  add_values(*decap, "--from", value->from, wrong_prefix);
  add_values(*decap, "--vip", value->vips, wrong_prefix);
  add_values(*decap, "--to", value->to, wrong_address);
  decap->add_option("--gue-port", value->gue_port)->check(CLI::Range(1, 65535));
  CLI::Option* const off = decap->add_flag("--off", value->off);
  decap->add_flag("--stats", value->stats)->excludes(off);
}

std::string wrong_drain_time(const std::string& text) {
  const auto time = parse_duration(text);
  return time && time->count() > 0 && *time <= web::kMaxDrain
             ? ""
             : "expected a time such as 90s, 10m or 1h30m, at most 365d, found \"" + text + "\"";
}

std::string wrong_weight(const std::string& text) {
  std::uint32_t weight = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), weight);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && weight <= model::kMaxWeight ? ""
                                              : "expected a whole number from 0 to " +
                                                    std::to_string(model::kMaxWeight) + ", found \"" + text + "\"";
}

/// `shunt backend NAME SERVICE BACKEND`, and where its change goes.
std::pair<CLI::App*, control::BackendChange*> define_change(CLI::App& backend, const std::string& name,
                                                            Command& chosen) {
  const auto [command, value] = define<BackendCommand>(backend, name, chosen);
  command->add_option("SERVICE", value->service)->required();
  add_text(*command, "BACKEND", wrong_address, [target = &value->backend](const std::string& text) {
    *target = *net::IpAddress::parse(text);
  })->required();
  return {command, &value->change};
}

void define_backend(CLI::App& app, Command& chosen) {
  CLI::App* const backend = app.add_subcommand("backend");
  backend->fallthrough()->require_subcommand(1);
  const auto [drain, drained] = define_change(*backend, "drain", chosen);
  drained->state = model::AdminState::kDraining;
  add_text(*drain, "--for", wrong_drain_time,
           [change = drained](const std::string& text) { change->drain_for = parse_duration(text); });
  drain->add_flag("--force", drained->force);
  define_change(*backend, "enable", chosen).second->state = model::AdminState::kEnabled;
  const auto [disable, disabled] = define_change(*backend, "disable", chosen);
  disabled->state = model::AdminState::kDisabled;
  disable->add_flag("--force", disabled->force);
  const auto [weight, weighted] = define_change(*backend, "weight", chosen);
  weighted->weight_of_file = true;
  weight->add_flag("--force", weighted->force);
  add_text(*weight, "N", wrong_weight, [change = weighted](const std::string& text) {
    change->weight = static_cast<std::uint32_t>(std::stoul(text));
    change->weight_of_file = false;
  });
}

void define_doctor(CLI::App& app, Command& chosen) {
  const auto [doctor, value] = define<DoctorCommand>(app, "doctor", chosen);
  doctor->add_option("--config", value->config);
  CLI::Option* const service = doctor->add_option("SERVICE", value->service);
  CLI::Option* const backend =
      add_text(*doctor, "BACKEND", wrong_address,
               [target = &value->backend](const std::string& text) { *target = *net::IpAddress::parse(text); });
  service->needs(backend);
}

void define_commands(CLI::App& app, Command& chosen) {
  define_run(app, chosen);
  const auto [check, check_value] = define<CheckCommand>(app, "check", chosen);
  check->add_option("FILE", check_value->file)->required();
  const auto [plan, plan_value] = define<PlanCommand>(app, "plan", chosen);
  plan->add_option("FILE", plan_value->file);
  const auto [reload, reload_value] = define<ReloadCommand>(app, "reload", chosen);
  reload->add_flag("--force", reload_value->force);
  define_backend(app, chosen);
  const auto [status, status_value] = define<StatusCommand>(app, "status", chosen);
  status->add_option("SERVICE", status_value->service);
  const auto [stats, stats_value] = define<StatsCommand>(app, "stats", chosen);
  stats->add_flag("--per-cpu", stats_value->per_cpu);
  const auto [attach, attach_value] = define<AttachCommand>(app, "attach", chosen);
  attach->add_option("IFACE", attach_value->interface)->required();
  add_word(*attach, "--mode", kModes, attach_value->mode);
  const auto [detach, detach_value] = define<DetachCommand>(app, "detach", chosen);
  detach->add_option("IFACE", detach_value->interface)->required();
  define_decap(app, chosen);
  define<UnloadCommand>(app, "unload", chosen);
  define_doctor(app, chosen);
  define_explain(app, chosen);
  define_capture(app, chosen);
  const auto [log, log_value] = define<LogCommand>(app, "log", chosen);
  add_word(*log, "LEVEL", kLogLevels, log_value->level);
  define_flows(app, chosen);
  define_top(app, chosen);
  const auto [password, password_value] = define<PasswordCommand>(app, "password", chosen);
  password->add_option("NAME", password_value->name)->required();
  password->add_option("--token", password_value->token_file);
}

void define_globals(CLI::App& app, Globals& globals) {
  app.add_option("--socket", globals.socket)->envname("SHUNT_SOCKET");
  app.add_option("--pin-dir", globals.pin_dir)->envname("SHUNT_PIN_DIR");
  app.add_flag("--json", globals.json);
  app.set_version_flag("--version", "shunt " + std::string(core::version()));
}

bool prints_json(const Command& command) {
  return !std::holds_alternative<RunCommand>(command) && !std::holds_alternative<DetachCommand>(command) &&
         !std::holds_alternative<UnloadCommand>(command) && !std::holds_alternative<PasswordCommand>(command);
}

/// The command that was named, without words that belong to it: its help page.
const CLI::App* named_command(const CLI::App& app) {
  const auto commands = app.get_subcommands();
  return commands.empty() ? &app : commands.front();
}

Outcome wrong_usage(const CLI::App& app, std::string message) {
  const CLI::App& command = *named_command(app);
  message = message.substr(0, message.find('\n'));
  if (app.get_subcommands().empty())
    message = app.remaining().empty() ? "a command is missing" : "there is no command " + app.remaining().front();
  if (command.get_name() == "backend" && command.get_subcommands().empty())
    message = "expected backend drain, enable, disable or weight";
  const std::string page = &command == &app ? "shunt" : "shunt " + command.get_name();
  return {.exit_status = kWrongUsage, .err = "shunt: " + message + "; see `" + page + " --help`\n"};
}

}  // namespace

std::variant<CommandLine, Outcome> parse_command_line(int argc, const char* const* argv) {
  CLI::App app("", "shunt");
  CommandLine line;
  app.formatter_fn([](const CLI::App* shown, const std::string&, CLI::AppFormatMode) {
    const bool word_of_another = shown->get_parent() != nullptr && shown->get_parent()->get_parent() != nullptr;
    return std::string(help_page((word_of_another ? shown->get_parent() : shown)->get_name()));
  });
  app.require_subcommand(1);
  define_globals(app, line.globals);
  define_commands(app, line.command);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    if (app.get_subcommands().empty() && !app.remaining().empty()) return wrong_usage(app, "");
    return Outcome{.out = app.help()};
  } catch (const CLI::CallForVersion& version) {
    return Outcome{.out = std::string(version.what()) + "\n"};
  } catch (const CLI::ParseError& error) {
    return wrong_usage(app, error.what());
  }
  if (line.globals.json && !prints_json(line.command))
    return wrong_usage(app, "--json is for commands that print something");
  return line;
}

}  // namespace shunt::cli
