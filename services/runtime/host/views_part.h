#pragma once

// A query service as a part: Service is Oversight or Involvement.

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "services/runtime/host/part.h"
#include "services/runtime/host/view_figures.h"
#include "storage/base/clock.h"

namespace witan::host {

struct ViewsOptions {
  // "oversight": in figures and sentences.
  std::string name;
  Services services;
  // The last position known to be recorded; from any thread. Null: not known to this process, which
  // then says how old its views are, and is not ready while they are too old.
  std::function<uint64_t()> log_end;
};

template <class Service>
class ViewsPart final : public Part {
 public:
  // The clock outlives the part.
  ViewsPart(ViewsOptions options, const Clock& clock, std::unique_ptr<Service> service)
      : options_(std::move(options)), clock_(clock), service_(std::move(service)) {}

  Services services() const override { return options_.services; }
  std::string WhyNotReady() const override {
    const auto status = service_->projector().status();
    std::string why_not = host::WhyNotReady(options_.name, status);
    if (why_not.empty() && options_.log_end == nullptr) {
      why_not = WhyTooOld(options_.name, status, clock_.Now());
    }
    return why_not;
  }
  void AddFigures(Figures& figures) const override {
    const auto status = service_->projector().status();
    AddViewFigures(options_.name, status, clock_.Now(), figures);
    if (options_.log_end != nullptr) {
      AddLagFigure(options_.name, status, options_.log_end(), figures);
    }
  }
  void Register(grpc::ServerBuilder& builder) override { service_->Register(builder); }
  absl::Status Start() override {
    service_->Start();
    return absl::OkStatus();
  }
  void Drain(std::chrono::milliseconds patience) override { service_->Drain(patience); }
  void Stop() override { service_->Stop(); }

 private:
  const ViewsOptions options_;
  const Clock& clock_;
  const std::unique_ptr<Service> service_;
};

}  // namespace witan::host
