// SPDX-License-Identifier: Apache-2.0
#include "escrow/cli/connection.hpp"

#include "base/core/text.hpp"
#include "crypto/tlog/tlog_policy.hpp"
#include "escrow/action/agreement.hpp"
#include "escrow/action/policy.hpp"
#include "escrow/client/local_custodian.hpp"
#include "escrow/client/remote_custodian.hpp"
#include "storage/tlog/http_witness.hpp"

#include <set>

namespace assay::escrow {

namespace {

Status missing(std::string_view option, std::string_view why) {
    return fail(ErrorKind::Usage, std::string(option) + " is missing: " + std::string(why));
}

}  // namespace

void ConnectionOptions::add(Command& command) {
    command.option("--at URL", at, "the custodian's address; with --agreement and --key").or_setting("--data");
    command.option("--agreement FILE", agreement, "the agreement that names the custodian and you").or_setting();
    command
        .option("--data DIR", data,
                "instead: the custodian's own data, while it is not served; with --policy and --key")
        .or_setting("--at");
    command.option("--policy FILE", policy, "whom you trust; without one nothing is checked").or_setting();
    command.option("--key DIR", key, "your key folder").or_setting();
}

Result<CustodyOptions> custody_options(const std::filesystem::path& data, const std::filesystem::path& key,
                                       const std::filesystem::path& policy) {
    CustodyOptions out;
    out.data = std::filesystem::absolute(data);  // so that a message that names a file of it is known by that
    out.key = key;
    out.policy = TRY(read_policy(policy));
    const auto tlog = TRY_WITHIN("policy " + quote(policy.string()), crypto::TlogPolicy::parse(out.policy.tlog));
    // A witness has a key of each kind, and one address.
    std::set<std::string> reached;
    for (const auto& witness : tlog.witnesses()) {
        if (witness.url.empty() || !reached.insert(witness.url).second) continue;
        storage::HttpWitnessOptions reach{
            .name = witness.key.name().text(), .url = witness.url, .server = std::nullopt};
        out.witnesses.push_back(TRY(storage::HttpWitness::open(std::move(reach))));
    }
    return out;
}

Result<std::unique_ptr<Connection>> Connection::open(const ConnectionOptions& options, Asker asker, Invocation& call) {
    if (options.at && options.data)
        return fail(ErrorKind::Usage, "--at and --data name two custodians: give one of them");
    if (!options.at && !options.data)
        return fail(ErrorKind::Usage, "which custodian is not said: give --at URL, or --data DIR at the custodian");
    std::unique_ptr<Connection> out(new Connection());
    if (options.data)
        TRY(out->open_local(options, call));
    else
        TRY(out->open_remote(options, asker, call));
    return out;
}

Status Connection::open_local(const ConnectionOptions& options, Invocation& call) {
    if (!options.key) return missing("--key DIR", "with --data it is the custodian's");
    if (!options.policy) return missing("--policy FILE", "a custodian serves whom its policy trusts");
    auto custody = TRY(custody_options(*options.data, *options.key, *options.policy));
    custody.may_begin = options.may_begin;
    self_ = TRY(storage::KeyFolder::open(*options.key)).identity().id();
    asking_.policy = custody.policy;
    if (options.agreement) asking_.agreement = TRY(read_agreement(*options.agreement));
    custodian_ = TRY(LocalCustodian::open(std::move(custody), clock_, random_, call.interrupt));
    is_local_ = true;
    return {};
}

Status Connection::open_remote(const ConnectionOptions& options, Asker asker, Invocation& call) {
    if (!is_address(*options.at))
        return fail(ErrorKind::Usage, "--at " + quote(*options.at) + " is no address: https://HOST:PORT");
    if (!options.agreement) return missing("--agreement FILE", "it names the custodian's key");
    if (asker == Asker::Party && !options.key)
        return missing("--key DIR", "the custodian answers the agreement's parties");
    asking_.agreement = TRY(read_agreement(*options.agreement));
    if (options.policy) asking_.policy = TRY(read_policy(*options.policy));
    std::optional<storage::KeyFolder> party;
    if (options.key) {
        party = TRY(storage::KeyFolder::open(*options.key));
        self_ = party->identity().id();
    }
    custodian_ = TRY(RemoteCustodian::open({.url = *options.at,
                                            .agreement = *asking_.agreement,
                                            .party = party ? &*party : nullptr,
                                            .interrupt = call.interrupt}));
    return {};
}

Result<crypto::DepositId> Connection::deposit(const std::string& typed) {
    if (auto whole = crypto::parse_deposit_id(typed)) return *whole;
    const auto prefix = TRY(crypto::DepositPrefix::parse(typed));
    std::vector<crypto::DepositId> ids;
    for (const auto& summary : TRY(custodian_->list())) ids.push_back(summary.id);
    auto id = prefix.choose(ids);
    if (!id && id.error().kind() == ErrorKind::NotFound)
        return fail(std::move(id).error().with_hint("escrow list shows those that concern you"));
    return id;
}

}  // namespace assay::escrow
