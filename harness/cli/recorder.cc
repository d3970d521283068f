#include "cli/recorder.h"

#include "base/clock.h"
#include "cli/output_file.h"
#include "exchange/redaction.h"

#include <unistd.h>
#include <utility>

namespace ssert::cli {

std::streamsize FileBuffer::xsputn(const char* bytes, std::streamsize count) {
  waiting_.append(bytes, static_cast<std::size_t>(count));
  return count;
}

FileBuffer::int_type FileBuffer::overflow(int_type byte) {
  if (!traits_type::eq_int_type(byte, traits_type::eof()))
    waiting_ += traits_type::to_char_type(byte);
  return traits_type::not_eof(byte);
}

int FileBuffer::sync() {
  error_ = write_all(descriptor_, waiting_);
  waiting_.clear();
  return error_ == 0 ? 0 : -1;
}

base::Result<std::unique_ptr<Recorder>> Recorder::open(Target target) {
  FileDescriptor file;
  if (target.path != "-") {
    auto opened = open_to_append(target.path, target.flag);
    if (!opened) return opened.error();
    file = *std::move(opened);
  }
  std::unique_ptr<Recorder> recorder(new Recorder(std::move(target), std::move(file)));
  const auto begun = recorder->begin();
  if (!begun) return begun.error();
  return recorder;
}

Recorder::Recorder(Target target, FileDescriptor file)
    : target_(std::move(target)),
      file_(std::move(file)),
      buffer_(file_ ? file_.get() : STDOUT_FILENO),
      stream_(&buffer_) {}

base::Result<void> Recorder::begin() {
  auto writer = exchange::RecordingWriter::begin(
      {.stream = stream_,
       .name = target_.path == "-" ? "stdout" : target_.path,
       .origin = base::now()},
      {.ssert_version = SSERT_VERSION, .created_at = base::utc_now()});
  if (!writer) return explained(writer.error());
  writer_.emplace(*std::move(writer));
  return {};
}

void Recorder::add(const conformance::ObservedExchange& observed,
                   std::span<const std::string> secrets) {
  if (problem_) return;
  const auto written = write(observed, secrets);
  if (written) {
    ++exchanges_;
    return;
  }
  problem_ = explained(written.error());
  if (target_.on_problem) target_.on_problem();
}

base::Result<void> Recorder::write(const conformance::ObservedExchange& observed,
                                   std::span<const std::string> secrets) {
  auto recorded = exchange::redact_exchange(observed.exchange, secrets);
  if (!recorded) return recorded.error();
  recorded->probe = to_string(observed.probe);
  return writer_->append(*recorded);
}

base::Problem Recorder::explained(base::Problem problem) const {
  if (buffer_.error() != 0) problem.what += ": " + system_words(buffer_.error());
  return problem;
}

}  // namespace ssert::cli
