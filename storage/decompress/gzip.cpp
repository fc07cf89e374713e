// SPDX-License-Identifier: Apache-2.0
#include "storage/decompress/codec.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>

namespace assay::storage {

namespace {

// zlib's largest window, and 16 for a gzip header and trailer, nothing else.
constexpr int kGzipWindow = 15 + 16;

class GzipCodec final : public Codec {
public:
    ~GzipCodec() override { ::inflateEnd(&stream_); }

    bool start() { return ::inflateInit2(&stream_, kGzipWindow) == Z_OK; }

    Result<Step> step(ByteView& in, std::span<std::uint8_t>& out) override {
        constexpr std::size_t most = std::numeric_limits<uInt>::max();
        const auto in_size = std::min(in.size(), most);
        const auto out_size = std::min(out.size(), most);
        stream_.next_in = const_cast<Bytef*>(in.data());
        stream_.avail_in = static_cast<uInt>(in_size);
        stream_.next_out = out.data();
        stream_.avail_out = static_cast<uInt>(out_size);
        const int answer = ::inflate(&stream_, Z_NO_FLUSH);
        shorten(in, in_size - stream_.avail_in, out, out_size - stream_.avail_out);
        if (answer == Z_STREAM_END) return Step::MemberEnds;
        if (answer == Z_OK || answer == Z_BUF_ERROR) return Step::Goes;
        if (answer == Z_MEM_ERROR) return fail(ErrorKind::Limit, "there is no memory to decode it");
        return fail(ErrorKind::Invalid, stream_.msg != nullptr ? stream_.msg : "asks for a dictionary");
    }

    Status restart() override {
        if (::inflateReset(&stream_) != Z_OK) return fail(ErrorKind::Internal, "zlib does not start");
        return {};
    }

private:
    ::z_stream stream_{};
};

}  // namespace

Result<std::unique_ptr<Codec>> make_gzip_codec() {
    auto codec = std::make_unique<GzipCodec>();
    if (!codec->start()) return fail(ErrorKind::Internal, "zlib does not start");
    return codec;
}

}  // namespace assay::storage
