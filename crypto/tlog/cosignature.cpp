// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/cosignature.hpp"

#include "base/core/text.hpp"

namespace assay::crypto {

namespace {

constexpr std::size_t kTimeBytes = 8;
constexpr std::string_view kSubtreeLabel{"subtree/v1\n\0", 12};

std::uint64_t seconds_of(std::optional<Time> time) { return time ? static_cast<std::uint64_t>(time->seconds()) : 0; }

/// A byte of length, then the text: `opaque name<1..2^8-1>` of RFC 8446, 3.4.
Status append_name(Bytes& bytes, std::string_view name, std::string_view what) {
    if (name.empty()) return fail(ErrorKind::Invalid, std::string(what) + " is empty");
    if (name.size() > kCosignerNameBytesMax)
        return fail(ErrorKind::Limit, std::string(what) + " " + quote(name, 40) + " is over 255 bytes");
    bytes.push_back(static_cast<std::uint8_t>(name.size()));
    append(bytes, name);
    return {};
}

/// What `key` signs when it signs a note with that text at that time.
Result<Bytes> signed_message(const NoteKey& key, std::string_view text, std::optional<Time> time) {
    switch (key.type()) {
        case NoteKeyType::Ed25519: return to_bytes(text);
        case NoteKeyType::Ed25519Cosignature: return to_bytes(ed25519_cosigned_message(time, text));
        case NoteKeyType::MlDsa44Cosignature: break;
    }
    const auto checkpoint = TRY(Checkpoint::parse(text));
    return mldsa44_cosigned_message({.cosigner = key.name().text(),
                                     .time = time,
                                     .origin = checkpoint.origin().text(),
                                     .subtree = Subtree::whole(checkpoint.size()),
                                     .root = checkpoint.root()});
}

}  // namespace

Result<TimedSignature> TimedSignature::decode(NoteKeyType type, ByteView bytes) {
    const auto wanted = kTimeBytes + signature_size(algorithm_of(type));
    if (bytes.size() != wanted)
        return fail(ErrorKind::Invalid, "an " + std::string(name_of(type)) + " has " + std::to_string(wanted) +
                                            " bytes, this one " + std::to_string(bytes.size()));
    const auto seconds = read_big_endian<std::uint64_t>(bytes);
    if (seconds > static_cast<std::uint64_t>(Time::kMax))
        return fail(ErrorKind::Invalid,
                    "the time " + std::to_string(seconds) + " of a cosignature is after the year 9999");
    TimedSignature out{.time = std::nullopt, .signature = to_bytes(bytes.subspan(kTimeBytes))};
    if (seconds != 0) out.time = TRY(Time::from_seconds(static_cast<std::int64_t>(seconds)));
    return out;
}

Bytes TimedSignature::encode() const {
    Bytes bytes;
    append_big_endian(bytes, seconds_of(time));
    append(bytes, signature);
    return bytes;
}

std::string ed25519_cosigned_message(std::optional<Time> time, std::string_view checkpoint_text) {
    return "cosignature/v1\ntime " + std::to_string(seconds_of(time)) + "\n" + std::string(checkpoint_text);
}

Result<Bytes> mldsa44_cosigned_message(const SubtreeStatement& statement) {
    if (statement.time && statement.subtree.start() != 0)
        return fail(ErrorKind::Invalid, "a cosignature with a time is of a whole tree, not of leaves from " +
                                            std::to_string(statement.subtree.start()) + " on");
    auto message = to_bytes(kSubtreeLabel);
    TRY(append_name(message, statement.cosigner, "the cosigner name"));
    append_big_endian(message, seconds_of(statement.time));
    TRY(append_name(message, statement.origin, "the origin"));
    append_big_endian(message, statement.subtree.start());
    append_big_endian(message, statement.subtree.end());
    append(message, statement.root.view());
    return message;
}

Result<std::optional<Time>> verify_note_signature(const NoteKey& key, std::string_view text, ByteView signature) {
    const auto check = [&]() -> Result<std::optional<Time>> {
        if (key.type() == NoteKeyType::Ed25519) {
            TRY(key.key().verify(bytes_of(text), signature));
            return std::nullopt;
        }
        const auto timed = TRY(TimedSignature::decode(key.type(), signature));
        const auto message = TRY(signed_message(key, text, timed.time));
        TRY(key.key().verify(message, timed.signature));
        return timed.time;
    };
    auto time = check();
    if (!time)
        return fail(std::move(time).error().within("the signature of " + key.describe()).as(ErrorKind::Untrusted));
    return time;
}

Result<Time> verify_cosignature(const NoteKey& key, std::string_view checkpoint_text, const NoteSignature& line) {
    const auto untrusted = [&](std::string_view why) {
        return fail(ErrorKind::Untrusted, "the cosignature of " + key.describe() + ": " + std::string(why));
    };
    if (!line.is_by(key)) return untrusted("the line is of another key");
    const auto time = TRY(verify_note_signature(key, checkpoint_text, line.signature()));
    if (!time) return untrusted("it has no time");
    return *time;
}

Result<NoteSignature> sign_note(const NoteKey& key, const Signer& signer, std::string_view text,
                                std::optional<Time> time) {
    const auto doing = "signing as " + key.describe();
    if (signer.public_key() != key.key()) return fail(ErrorKind::Invalid, doing + ": the signer has another key");
    const auto message = TRY_WITHIN(doing, signed_message(key, text, time));
    auto signature = TRY_WITHIN(doing, signer.sign(message));
    if (key.type() == NoteKeyType::Ed25519) return NoteSignature(key, std::move(signature));
    return NoteSignature(key, TimedSignature{.time = time, .signature = std::move(signature)}.encode());
}

}  // namespace assay::crypto
