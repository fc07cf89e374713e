// SPDX-License-Identifier: Apache-2.0
#include "verifier/machine/guest/job.hpp"

#include "verifier/machine/guest.hpp"
#include "verifier/machine/guest/system.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdlib>

namespace assay::verifier::guest {

using std::string;

namespace {

class Fields {
public:
    explicit Fields(string text) : text_(std::move(text)) {}
    string text() {
        const auto end = text_.find('\0', at_);
        if (end == string::npos) {
            errno = EBADMSG;
            cannot("reading the job");
        }
        const auto out = text_.substr(at_, end - at_);
        at_ = end + 1;
        return out;
    }
    std::uint64_t number() { return std::strtoull(text().c_str(), nullptr, 10); }
    std::vector<string> list() {
        std::vector<string> out(number());
        for (auto& item : out) item = text();
        return out;
    }

private:
    string text_;
    std::size_t at_ = 0;
};

}  // namespace

Job read_job() {
    Fields fields(read_text(string("/share/input/") + kJob));
    errno = EBADMSG;
    need(fields.text() == kJobFormat, "reading the job");
    Job job;
    job.uid = static_cast<unsigned>(fields.number());
    job.gid = static_cast<unsigned>(fields.number());
    job.umask = static_cast<unsigned>(fields.number());
    for (auto* text :
         {&job.host_name, &job.directory, &job.work_inside, &job.work_below, &job.out_inside, &job.script_inside})
        *text = fields.text();
    for (auto* number :
         {&job.tmp_bytes, &job.memory_bytes, &job.processes, &job.open_files, &job.file_bytes, &job.milliseconds})
        *number = fields.number();
    job.filters = fields.list();
    job.environment = fields.list();
    job.command = fields.list();
    job.artifacts = fields.list();
    return job;
}

}  // namespace assay::verifier::guest
