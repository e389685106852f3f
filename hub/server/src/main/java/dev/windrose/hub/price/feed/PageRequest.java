package dev.windrose.hub.price.feed;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One page to ask for.
 *
 * @param headers without secrets
 * @param body empty for GET
 * @param mirror asked instead when the host throttles
 * @param signer adds what proves who asks; its headers are never logged
 */
record PageRequest(
        URI uri, String method, Map<String, String> headers, String body, Optional<URI> mirror, Signer signer) {
    /** Adds headers that prove who asks, at the time of asking. */
    @FunctionalInterface
    interface Signer {
        Signer NOBODY = (_, _) -> Map.of();

        Map<String, String> headers(PageRequest request, Instant now);
    }

    PageRequest {
        headers = Map.copyOf(headers);
    }

    static PageRequest get(URI uri) {
        return new PageRequest(uri, "GET", Map.of("Accept", "*/*"), "", Optional.empty(), Signer.NOBODY);
    }

    static PageRequest post(URI uri, Map<String, String> headers, String body, Signer signer) {
        return new PageRequest(uri, "POST", headers, body, Optional.empty(), signer);
    }

    PageRequest at(URI other) {
        return new PageRequest(other, method, headers, body, Optional.empty(), signer);
    }

    PageRequest signedBy(Signer other) {
        return new PageRequest(uri, method, headers, body, mirror, other);
    }

    /** What tells pages of one walk apart. */
    String identity() {
        return method + " " + uri + " " + body;
    }

    /** For messages: without query and body. */
    String place() {
        return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
    }

    @Override
    public String toString() {
        return method + " " + place();
    }
}
