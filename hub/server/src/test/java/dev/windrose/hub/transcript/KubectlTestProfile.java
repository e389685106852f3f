package dev.windrose.hub.transcript;

import dev.windrose.hub.HubTestProfile;
import dev.windrose.wire.CertificateAuthority;
import dev.windrose.wire.Keys;
import dev.windrose.wire.Pem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A hub on HTTPS, because kubectl sends no token otherwise, and without the loops that write statuses: a real API server
 * has nobody who would.
 */
public final class KubectlTestProfile extends HubTestProfile {
    /** Where the authority is that the hub's certificate comes from. */
    static final String AUTHORITY = "windrose.test.authority";

    @Override
    public Map<String, String> getConfigOverrides() {
        var overrides = new HashMap<>(super.getConfigOverrides());
        overrides.put(
                "quarkus.arc.exclude-types",
                String.join(
                        ",",
                        "dev.windrose.hub.placement.PlanLoop",
                        "dev.windrose.hub.placement.WorkloadStatusLoop",
                        "dev.windrose.hub.member.MemberStatusLoop"));
        Path folder = keys();
        overrides.put(AUTHORITY, folder.resolve("authority.pem").toString());
        overrides.put("quarkus.http.tls-configuration-name", "test");
        overrides.put(
                "quarkus.tls.test.key-store.pem.hub.key",
                folder.resolve("hub.key").toString());
        overrides.put(
                "quarkus.tls.test.key-store.pem.hub.cert",
                folder.resolve("hub.pem").toString());
        overrides.put(
                "quarkus.tls.test.trust-store.pem.certs",
                folder.resolve("authority.pem").toString());
        return overrides;
    }

    private static Path keys() {
        try {
            Path folder = Files.createTempDirectory("windrose-kubectl-keys-");
            folder.toFile().deleteOnExit();
            var authority = CertificateAuthority.create(Instant.now());
            var pair = Keys.generate();
            var certificate = authority.signServer(List.of("127.0.0.1", "localhost"), pair.getPublic(), Instant.now());
            write(folder.resolve("authority.pem"), Pem.ofCertificate(authority.certificate()));
            write(folder.resolve("hub.pem"), Pem.ofCertificate(certificate));
            write(folder.resolve("hub.key"), Pem.ofKey(pair.getPrivate()));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("no keys for the hub", e);
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        file.toFile().deleteOnExit();
    }
}
