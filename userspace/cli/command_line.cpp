// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/help.h"
#include "core/version.h"

namespace shunt::cli {
namespace {

/// Words and what they stand for, in the order in which they are named to a person.
template <typename Value>
using Words = std::vector<std::pair<std::string, Value>>;

const Words<model::AttachMode> kModes{{"auto", model::AttachMode::kAuto},
                                      {"native", model::AttachMode::kNative},
                                      {"generic", model::AttachMode::kGeneric}};
const Words<bool> kKeepOnStop{{"detach", false}, {"keep", true}};
const Words<std::string> kLogLevels{
    {"debug", "debug"}, {"info", "info"}, {"warning", "warning"}, {"error", "error"}};

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

/// Defines `name` under `app` and, when it is met, makes it the command. The returned value is where options go.
template <typename T>
std::pair<CLI::App*, T*> define(CLI::App& app, const std::string& name, Command& chosen) {
  auto value = std::make_shared<T>();
  CLI::App* const command = app.add_subcommand(name);
  command->fallthrough();  // the options of every command may come after its name
  command->callback([value, &chosen] { chosen = *value; });
  return {command, value.get()};
}

void define_run(CLI::App& app, Command& chosen) {
  const auto [run, value] = define<RunCommand>(app, "run", chosen);
  run->add_option("--config", value->config)->required();
  add_word(*run, "--on-stop", kKeepOnStop, value->keep_on_stop);
  add_word(*run, "--log-level", kLogLevels, value->log_level);
}

std::string wrong_address(const std::string& text) {
  return net::IpAddress::parse(text) ? "" : text + " is no address";
}

/// As of a VIP in the configuration: host bits are a slip of which nobody knows what was meant.
std::string wrong_prefix(const std::string& text) {
  const auto prefix = net::IpPrefix::parse(text);
  if (!prefix) return text + " is no address or prefix";
  if (!prefix->has_host_bits()) return "";
  return text + " has host bits set; expected " + prefix->without_host_bits().to_string() + " or " +
         prefix->address().to_string();
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

void define_commands(CLI::App& app, Command& chosen) {
  define_run(app, chosen);
  const auto [check, check_value] = define<CheckCommand>(app, "check", chosen);
  check->add_option("FILE", check_value->file)->required();
  define<ReloadCommand>(app, "reload", chosen);
  define<StatusCommand>(app, "status", chosen);
  const auto [stats, stats_value] = define<StatsCommand>(app, "stats", chosen);
  stats->add_flag("--per-cpu", stats_value->per_cpu);
  const auto [attach, attach_value] = define<AttachCommand>(app, "attach", chosen);
  attach->add_option("IFACE", attach_value->interface)->required();
  add_word(*attach, "--mode", kModes, attach_value->mode);
  const auto [detach, detach_value] = define<DetachCommand>(app, "detach", chosen);
  detach->add_option("IFACE", detach_value->interface)->required();
  define_decap(app, chosen);
  define<UnloadCommand>(app, "unload", chosen);
}

void define_globals(CLI::App& app, Globals& globals) {
  app.add_option("--socket", globals.socket)->envname("SHUNT_SOCKET");
  app.add_option("--pin-dir", globals.pin_dir)->envname("SHUNT_PIN_DIR");
  app.add_flag("--json", globals.json);
  app.set_version_flag("--version", "shunt " + std::string(core::version()));
}

bool prints_json(const Command& command) {
  return !std::holds_alternative<RunCommand>(command) && !std::holds_alternative<DetachCommand>(command) &&
         !std::holds_alternative<UnloadCommand>(command);
}

/// The innermost command that was named, for "see `shunt COMMAND --help`".
std::string named_command(const CLI::App& app) {
  const auto commands = app.get_subcommands();
  return commands.empty() ? "shunt" : "shunt " + commands.front()->get_name();
}

Outcome wrong_usage(const CLI::App& app, std::string message) {
  message = message.substr(0, message.find('\n'));
  if (app.get_subcommands().empty())
    message = app.remaining().empty() ? "a command is missing" : "there is no command " + app.remaining().front();
  return {.exit_status = kWrongUsage, .err = "shunt: " + message + "; see `" + named_command(app) + " --help`\n"};
}

}  // namespace

std::variant<CommandLine, Outcome> parse_command_line(int argc, const char* const* argv) {
  CLI::App app("", "shunt");
  CommandLine line;
  app.formatter_fn([](const CLI::App* shown, const std::string&, CLI::AppFormatMode) {
    return std::string(help_page(shown->get_name()));
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
