package dev.windrose.hub.link;

import java.time.Instant;
import java.util.Optional;

/**
 * Settings and keys of this process. The container asks for its configuration (which names the key files) before any
 * bean exists, and may ask more than once; the keys are prepared at the first question, and the run is counted once.
 */
record HubLinkContext(HubLinkSettings settings, HubPki pki) {

    private static final class Holder {
        private static final Optional<HubLinkContext> CONTEXT =
                HubLinkSettings.from(HubLinkContext::variable).map(HubLinkContext::prepare);
    }

    /** Empty when this process is no hub that runs. */
    static Optional<HubLinkContext> current() {
        return Holder.CONTEXT;
    }

    private static HubLinkContext prepare(HubLinkSettings settings) {
        return new HubLinkContext(settings, HubPki.prepare(settings.pki(), settings.hosts(), Instant.now()));
    }

    /** A system property of the same name wins: tests cannot set environment variables. */
    private static @org.jspecify.annotations.Nullable String variable(String name) {
        String property = System.getProperty(name);
        return property != null ? property : System.getenv(name);
    }
}
