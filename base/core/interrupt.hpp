// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/error.hpp"

namespace assay {

/// Whether the user asked for the work to stop. Handed in; long work asks between two steps and leaves things so that
/// the same command continues when it is run again.
class Interrupt {
public:
    virtual ~Interrupt() = default;
    /// From any thread. Once true it stays so.
    virtual bool requested() const = 0;
    /// Readable, in the sense of poll(2), from the moment of the request on; negative where there is none to wait for.
    virtual int descriptor() const = 0;

    /// Errors: Interrupted when requested; `doing` is what is being left: `sealing source`.
    Status check(std::string_view doing) const {
        if (requested()) return fail(ErrorKind::Interrupted, std::string(doing) + ": interrupted");
        return {};
    }
};

/// Is never requested.
class NoInterrupt final : public Interrupt {
public:
    bool requested() const override { return false; }
    int descriptor() const override { return -1; }
};

}  // namespace assay
