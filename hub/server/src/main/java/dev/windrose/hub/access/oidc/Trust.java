package dev.windrose.hub.access.oidc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Which authorities may vouch for the issuer. */
public final class Trust {
    private Trust() {}

    /**
     * @param caFile PEM; only these authorities count. Empty: those of the platform
     * @throws IllegalStateException when the file cannot be read
     */
    public static SSLContext of(Optional<Path> caFile) {
        try {
            var context = SSLContext.getInstance("TLS");
            if (caFile.isEmpty()) {
                context.init(null, null, null);
                return context;
            }
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            try (var file = Files.newInputStream(caFile.get())) {
                int number = 0;
                for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
                    store.setCertificateEntry("ca-" + number++, certificate);
                }
                if (number == 0) {
                    throw new IllegalStateException("%s holds no certificate".formatted(caFile.get()));
                }
            }
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(
                    "The CA file of the OIDC issuer (%s) cannot be used. Maybe it is no PEM."
                            .formatted(caFile.orElse(null)),
                    e);
        }
    }
}
