#include "services/runtime/settings/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

namespace witan::runtime {
namespace {

constexpr std::string_view kUnknownInFile = "INI was not able to parse ";

// The library's own words for a name that the file should not hold.
std::string Sentence(const CLI::ParseError& error, const std::string& file) {
  const std::string words = error.what();
  if (words.rfind(kUnknownInFile, 0) != 0) return words;
  return fmt::format("{}: there is no setting \"{}\"", file, words.substr(kUnknownInFile.size()));
}

}  // namespace

CommandLine::CommandLine(const std::string& purpose, const std::string& version)
    : version_(version), app_(std::make_unique<CLI::App>(purpose)) {
  app_->set_config("--config", "", "file of settings: lines `name = value`, by the names below");
  app_->allow_config_extras(false);
  app_->set_version_flag("--version", version_);
  app_->add_flag("--check", wants_check_,
                 "look at settings, files, ports and folders, say what is wrong, and end")
      ->configurable(false);
}

CommandLine::~CommandLine() = default;

void CommandLine::Text(const std::string& name, std::string& value, const std::string& help) {
  names_.push_back(name);
  auto* option = app_->add_option("--" + name, value, help);
  if (!value.empty()) option->capture_default_str();
}

void CommandLine::NeededText(const std::string& name, std::string& value, const std::string& help) {
  names_.push_back(name);
  app_->add_option("--" + name, value, help)->required();
}

void CommandLine::Number(const std::string& name, int64_t& value, int64_t least, int64_t most,
                         const std::string& help) {
  names_.push_back(name);
  app_->add_option("--" + name, value, help)->capture_default_str()->check(CLI::Range(least, most));
}

void CommandLine::Flag(const std::string& name, bool& value, const std::string& help) {
  names_.push_back(name);
  app_->add_flag("--" + name, value, fmt::format("{} [{}]", help, value));
}

absl::StatusOr<Wish> CommandLine::Parse(int argc, const char* const* argv) {
  try {
    app_->parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    fmt::print("{}", app_->help());
    return Wish::kNothing;
  } catch (const CLI::CallForVersion&) {
    fmt::print("{}\n", version_);
    return Wish::kNothing;
  } catch (const CLI::ParseError& error) {
    const auto* config = app_->get_config_ptr();
    const std::string file = config->count() > 0 ? config->as<std::string>() : "";
    return absl::InvalidArgumentError(fmt::format("{}; see --help", Sentence(error, file)));
  }
  return wants_check_ ? Wish::kCheck : Wish::kRun;
}

}  // namespace witan::runtime
