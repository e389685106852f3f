package dev.windrose.hub.access.limit;

import io.netty.util.NetUtil;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Addresses as limits count them. Pure; no name is ever looked up. */
final class Addresses {
    private static final int BYTES_OF_NETWORK = 8;

    private Addresses() {}

    /** Who has one address of IPv6 has a network of them (RFC 6177): its /64. Of IPv4 the address; empty when unknown. */
    static String network(@Nullable String address) {
        if (address == null) {
            return "";
        }
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        return bytes == null || bytes.length == 4
                ? address
                : HexFormat.of().formatHex(Arrays.copyOf(bytes, BYTES_OF_NETWORK)) + "/64";
    }
}
