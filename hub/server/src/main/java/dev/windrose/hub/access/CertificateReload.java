package dev.windrose.hub.access;

import dev.windrose.hub.loop.Loop;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The hub's HTTPS certificate without a restart: when its files change, and fit together, new connections get the new one and
 * open ones stay. Files that do not fit (half written, of another key) are told of once, and the old certificate stays. The
 * files are checked before Vert.x sees them: a handshake during its change-over (milliseconds) fails, and after a change-over
 * that failed every one would.
 */
@ApplicationScoped
public class CertificateReload {
    private static final Logger LOG = Logger.getLogger(CertificateReload.class);
    private static final String NAME = "windrose";
    private static final String FILES = "quarkus.tls." + NAME + ".key-store.pem.hub.";
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final TlsConfigurationRegistry registry;
    private final Event<CertificateUpdatedEvent> updates;
    private final MeterRegistry metrics;
    private final Optional<Path> certificate;
    private final Optional<Path> key;
    private final AtomicLong endsAt = new AtomicLong();
    private final Loop loop;
    private byte @Nullable [] last;

    public CertificateReload(
            TlsConfigurationRegistry registry,
            Event<CertificateUpdatedEvent> updates,
            MeterRegistry metrics,
            Config config) {
        this.registry = registry;
        this.updates = updates;
        this.metrics = metrics;
        this.certificate = config.getOptionalValue(FILES + "cert", String.class).map(Path::of);
        this.key = config.getOptionalValue(FILES + "key", String.class).map(Path::of);
        this.loop = new Loop("certificates", PERIOD, metrics, this::pass);
    }

    void start(@Observes @Priority(2700) StartupEvent event) {
        if (certificate.isPresent() && key.isPresent()) {
            metrics.gauge("windrose_access_certificate_end_timestamp_seconds", endsAt, AtomicLong::doubleValue);
            loop.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        loop.close();
    }

    private void pass() {
        var files = CertificateFiles.read(certificate.orElseThrow(), key.orElseThrow());
        switch (files) {
            case CertificateFiles.Read.Unfit(var digest, var why) -> {
                if (news(digest)) {
                    count("refused");
                    LOG.errorf(
                            "the certificate files changed and cannot be used; the old certificate stays: file=%s cause=%s",
                            certificate.get(), why);
                }
            }
            case CertificateFiles.Read.Fit(var digest, var end) -> {
                boolean first = last == null;
                if (news(digest) && (first || reload())) {
                    endsAt.set(end.getEpochSecond());
                    if (!first) {
                        count("loaded");
                        LOG.infof("new certificate: file=%s validUntil=%s", certificate.get(), end);
                    }
                }
            }
        }
    }

    private boolean news(byte[] digest) {
        boolean changed = !Arrays.equals(last, digest);
        last = digest;
        return changed;
    }

    private boolean reload() {
        var tls = registry.get(NAME).orElseThrow();
        if (!tls.reload()) {
            count("refused");
            LOG.errorf("the new certificate could not be loaded; the old one stays: file=%s", certificate.get());
            return false;
        }
        updates.fire(new CertificateUpdatedEvent(NAME, tls));
        return true;
    }

    private void count(String outcome) {
        metrics.counter("windrose_access_certificate_loads_total", "outcome", outcome)
                .increment();
    }
}
