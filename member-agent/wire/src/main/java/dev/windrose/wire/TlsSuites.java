package dev.windrose.wire;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;

/**
 * In which order cipher suites are offered or chosen. Java without its optimising compiler, as small processes run, has
 * no use of the processor's AES instructions: 4 KiB cost 119 µs with AES-GCM and 36 µs with ChaCha20-Poly1305 there; with
 * the compiler 3 to 13 µs and 21 µs. With BoringSSL AES is first, and TLS 1.3 has its order of its own. All of them are
 * equally good against eavesdroppers.
 */
public final class TlsSuites {
    private static final String CHACHA = "TLS_CHACHA20_POLY1305_SHA256";
    private static final List<String> AES = List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384");
    /** For peers that speak TLS 1.2 only. */
    private static final List<String> OLDER = List.of(
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");

    private static final int OPTIMISING = 4;

    private TlsSuites() {}

    /** What this process does with the least work, first. */
    public static List<String> inOrder() {
        Stream<String> newest = FastTls.isNative() || hasOptimisingCompiler()
                ? Stream.concat(AES.stream(), Stream.of(CHACHA))
                : Stream.concat(Stream.of(CHACHA), AES.stream());
        return Stream.concat(newest, OLDER.stream()).toList();
    }

    private static boolean hasOptimisingCompiler() {
        var machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        try {
            return machine == null
                    || Integer.parseInt(machine.getVMOption("TieredStopAtLevel").getValue()) >= OPTIMISING;
        } catch (IllegalArgumentException _) {
            return true; // another machine than HotSpot
        }
    }
}
