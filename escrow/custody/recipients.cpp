// SPDX-License-Identifier: Apache-2.0
#include "escrow/custody/recipients.hpp"

namespace assay::escrow {

namespace {

using Purpose = crypto::SealedObject::Purpose;

bool may_have(const crypto::SealedObject& object, const crypto::Agreement& terms) {
    switch (object.purpose) {
        case Purpose::RoomFile: return terms.has_room(object.to);
        case Purpose::Share: return terms.trustee_number(object.to).has_value();
        case Purpose::VendorFile: return object.to == terms.vendor;
    }
    return false;
}

}  // namespace

Status check_recipients(const crypto::Deposit& deposit, const crypto::Agreement& terms) {
    if (deposit.vendor != terms.vendor)
        return fail(ErrorKind::Refused,
                    "it is by " + crypto::short_id(deposit.vendor) + ", not by the agreement's vendor");
    if (deposit.threshold.needed != terms.threshold.needed || deposit.shares.size() != terms.trustees.size())
        return fail(ErrorKind::Refused, "its shares are not those the agreement asks for");
    for (std::size_t i = 0; i < terms.trustees.size(); ++i)
        if (deposit.shares[i].trustee != terms.trustees[i])
            return fail(ErrorKind::Refused,
                        "its share " + std::to_string(i + 1) + " is not for the trustee of that number");
    for (const auto& room : terms.rooms)
        if (deposit.sealed_to(room, Purpose::RoomFile) == nullptr)
            return fail(ErrorKind::Refused, "nothing is sealed to the agreement's room " + crypto::short_id(room));
    for (const auto& object : deposit.sealed)
        if (!may_have(object, terms))
            return fail(ErrorKind::Refused, "it seals a " + std::string(crypto::name_of(object.purpose)) + " to " +
                                                crypto::short_id(object.to) +
                                                ", whom the agreement does not name for it");
    return {};
}

}  // namespace assay::escrow
