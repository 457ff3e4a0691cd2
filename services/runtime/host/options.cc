#include "services/runtime/host/options.h"

namespace witan::host {

void Declare(runtime::CommandLine& line, HostOptions& options, HostDurations& durations) {
  line.Text("listen", options.listen, "address of the services, host:port");
  line.Number("admin-port", options.admin_port, 1, 65'535,
              "port of 127.0.0.1 for metrics and readiness");
  line.Text("cert", options.tls.certificate, "own certificate, PEM");
  line.Text("key", options.tls.key, "its key, PEM");
  line.Text("ca", options.tls.authority, "the authority of peers' certificates, PEM");
  line.Number("certificate-refresh-s", durations.certificate_refresh_s, 1, 86'400,
              "seconds between looks at the three files; replaced ones are used without a restart");
  line.Text("principals", options.principals, "file that says whom command-line certificates are");
  line.Flag("reflection", options.reflection,
            "answer gRPC reflection, for grpcurl, to peers with a certificate");
  line.Number("stop-within-s", durations.stop_within_s, 1, 600,
              "seconds after SIGTERM in which open calls are answered; then they are cut off");
  line.Flag("plain-for-measurement", options.plain_for_measurement,
            "no TLS, on a loopback address only: benchmarks");
}

absl::Status Complete(const HostDurations& durations, HostOptions& options) {
  options.certificate_refresh = std::chrono::seconds(durations.certificate_refresh_s);
  options.stop_within = std::chrono::seconds(durations.stop_within_s);
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
  return absl::OkStatus();
}

}  // namespace witan::host
