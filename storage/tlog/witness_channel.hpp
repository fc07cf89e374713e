// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/error.hpp"

#include <string>
#include <string_view>

namespace assay::storage {

/// What a witness answers.
struct WitnessAnswer {
    unsigned status = 0;  ///< of HTTP, as C2SP tlog-witness gives it meaning
    std::string content_type;
    std::string body;
};

/// The way to one witness, by whatever transport. Used by one thread at a time.
///
/// Neither call may take for ever: an implementation gives up by itself after a time that suits its transport.
class WitnessChannel {
public:
    virtual ~WitnessChannel() = default;

    /// What we call the witness, in messages and in the record of sizes. Equal for no two; is_witness_name().
    virtual const std::string& name() const = 0;

    /// POST <submission prefix>/add-checkpoint. Errors: those of the transport; a refusal is an answer.
    virtual Result<WitnessAnswer> add_checkpoint(std::string_view body) = 0;

    /// GET <monitoring prefix>/<origin hash>/checkpoint. Errors: as above.
    virtual Result<WitnessAnswer> checkpoint(std::string_view origin_hash) = 0;
};

}  // namespace assay::storage
