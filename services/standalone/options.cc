#include "services/standalone/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

namespace witan::standalone {

absl::StatusOr<std::optional<Options>> ReadOptions(int argc, char** argv) {
  Options options;
  CLI::App app("All services of Witan in one process, on the embedded log");
  app.add_option("--data", options.data, "folder of the log, the views and the keys")->required();
  app.add_option("--listen", options.listen, "address of the services, host:port")
      ->capture_default_str();
  app.add_option("--admin-port", options.admin_port, "metrics and readiness, on 127.0.0.1")
      ->capture_default_str()
      ->check(CLI::Range(1, 65'535));
  app.add_option("--cert", options.tls.certificate, "own certificate, PEM");
  app.add_option("--key", options.tls.key, "its key, PEM");
  app.add_option("--ca", options.tls.authority, "the authority of peers' certificates, PEM");
  app.add_option(
      "--master-key", options.master_key,
      "file of the key under which personal keys are wrapped (default: DATA/master.key)");
  app.add_option("--principals", options.principals, "file: whom command-line certificates are");
  int64_t stop_within_s =
      std::chrono::duration_cast<std::chrono::seconds>(options.stop_within).count();
  app.add_option("--stop-within-s", stop_within_s,
                 "seconds after SIGTERM in which open calls are answered, then they are cut off")
      ->capture_default_str()
      ->check(CLI::Range(1, 600));
  app.add_flag("--plain-for-measurement", options.plain_for_measurement,
               "no TLS, on a loopback address only: benchmarks");
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    fmt::print("{}", app.help());
    return std::nullopt;
  } catch (const CLI::ParseError& error) {
    return absl::InvalidArgumentError(fmt::format("{}; see --help", error.what()));
  }
  options.stop_within = std::chrono::seconds(stop_within_s);
  const bool is_loopback =
      options.listen.starts_with("127.0.0.1:") || options.listen.starts_with("localhost:");
  if (options.plain_for_measurement && !is_loopback) {
    return absl::InvalidArgumentError(
        "--plain-for-measurement listens on 127.0.0.1 only; name such an address with --listen");
  }
  const bool has_tls = !options.tls.certificate.empty() && !options.tls.key.empty() &&
                       !options.tls.authority.empty();
  if (!options.plain_for_measurement && !has_tls) {
    return absl::InvalidArgumentError("name the certificate files with --cert, --key and --ca");
  }
  if (options.master_key.empty()) options.master_key = options.data + "/master.key";
  return options;
}

}  // namespace witan::standalone
