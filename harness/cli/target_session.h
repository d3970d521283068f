// The work around a run on one target: waits until it is there, sends the requests of its set-up
// and of its clean-up, and lets a signal end whatever is under way.
#pragma once

#include "conformance/setup.h"
#include "scenario/scenario.h"
#include "transport/transport.h"

#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace ssert::cli {

// What a signal ends at the moment. From any thread.
class UnderWay {
 public:
  void interrupt();
  bool interrupted() const;
  // How to interrupt what is under way now; empty when it is done. What comes after the
  // interruption is interrupted at once.
  void set(std::function<void()> interrupt);

 private:
  mutable std::mutex mutex_;
  std::function<void()> interrupt_;
  bool interrupted_ = false;
};

// A client for one part of the work, interrupted where the run is.
class PartClient {
 public:
  PartClient(const transport::Options& options, UnderWay& under_way);
  ~PartClient();
  PartClient(const PartClient&) = delete;
  PartClient& operator=(const PartClient&) = delete;

  transport::Client& operator*() { return client_; }

 private:
  transport::Client client_;
  UnderWay& under_way_;
};

// Waits as long as the scenario says, then sends the requests before it. Set-up has connections of
// its own: what it left on one must not be judged.
conformance::Prepared prepare(const scenario::Scenario& scenario, UnderWay& under_way,
                              const conformance::Progress& progress);

// The requests after it; a line for each that failed.
std::vector<std::string> clean_up(const conformance::Prepared& prepared, UnderWay& under_way,
                                  const conformance::Progress& progress);

}  // namespace ssert::cli
