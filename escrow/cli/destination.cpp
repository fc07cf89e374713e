// SPDX-License-Identifier: Apache-2.0
#include "escrow/cli/destination.hpp"

#include "escrow/action/agreement.hpp"
#include "escrow/action/custodian_destination.hpp"
#include "escrow/action/transfer_folder.hpp"
#include "escrow/cli/connection.hpp"
#include "escrow/client/remote_custodian.hpp"

namespace assay::escrow {

Result<std::unique_ptr<Destination>> open_destination(const std::string& place, const std::filesystem::path& agreement,
                                                      const std::filesystem::path& key, const Interrupt& interrupt) {
    if (!is_address(place)) return TransferFolder::at(place);
    const auto terms = TRY(read_agreement(agreement));
    const auto vendor = TRY(storage::KeyFolder::open(key));
    auto custodian =
        TRY(RemoteCustodian::open({.url = place, .agreement = terms, .party = &vendor, .interrupt = interrupt}));
    return CustodianDestination::make(std::move(custodian), vendor.identity().id());
}

}  // namespace assay::escrow
