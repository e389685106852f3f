package dev.windrose.hub.price.feed;

import dev.windrose.hub.price.feed.FeedException.Kind;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/**
 * Asks for one page: under the list of allowed hosts, at most so many bytes after unpacking, at most so long. Redirects are
 * followed only to hosts on the list, and never with a key. Proxies are those of the JVM. Waits: for virtual threads only.
 */
final class PageClient implements AutoCloseable {
    private static final int REDIRECTS = 3;
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final HttpClient client;
    private final AllowedHosts allowed;
    private final InstantSource clock;

    PageClient(AllowedHosts allowed, InstantSource clock, Executor threads) {
        this.allowed = allowed;
        this.clock = clock;
        var builder = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(threads);
        var proxies = ProxySelector.getDefault();
        this.client = (proxies == null ? builder : builder.proxy(proxies)).build();
    }

    /** What a page was. */
    sealed interface Reply {
        /** @param validator the ETag, empty when there is none */
        record Taken(String validator) implements Reply {}

        record NotModified() implements Reply {}
    }

    /** Takes a page. */
    @FunctionalInterface
    interface Page {
        void take(InputStream page) throws IOException;
    }

    /**
     * @param validator the ETag that is known; empty to get the page in any case
     * @throws FeedException for everything that can go wrong
     */
    Reply ask(PageRequest request, Feed.Bounds bounds, String validator, Page page)
            throws FeedException, InterruptedException {
        try {
            return following(request, bounds, validator, page, REDIRECTS);
        } catch (FeedException e) {
            if (e.kind() == Kind.THROTTLED && request.mirror().isPresent()) {
                return following(request.at(request.mirror().get()), bounds, "", page, REDIRECTS);
            }
            throw e;
        }
    }

    private Reply following(PageRequest request, Feed.Bounds bounds, String validator, Page page, int redirects)
            throws FeedException, InterruptedException {
        allowed.check(request.uri());
        try {
            var response = client.send(http(request, bounds, validator), HttpResponse.BodyHandlers.ofInputStream());
            try (var body = response.body()) {
                int status = response.statusCode();
                if (status == 200) {
                    take(request, response, body, bounds, page);
                    return new Reply.Taken(response.headers().firstValue("ETag").orElse(""));
                }
                if (status == 304 && !validator.isEmpty()) {
                    return new Reply.NotModified();
                }
                if (status / 100 == 3 && redirects > 0) {
                    return following(redirected(request, response), bounds, validator, page, redirects - 1);
                }
                throw refused(request, response, body);
            }
        } catch (FeedException e) {
            throw e;
        } catch (IOException e) {
            throw broken(request, bounds, e);
        }
    }

    private HttpRequest http(PageRequest request, Feed.Bounds bounds, String validator) {
        var builder = HttpRequest.newBuilder(request.uri())
                .timeout(bounds.time())
                .header("Accept-Encoding", "gzip")
                .header("User-Agent", "windrose-hub")
                .method(
                        request.method(),
                        request.body().isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(request.body()));
        request.headers().forEach(builder::header);
        request.signer().headers(request, clock.instant()).forEach(builder::header);
        if (!validator.isEmpty()) {
            builder.header("If-None-Match", validator);
        }
        return builder.build();
    }

    private static void take(
            PageRequest request, HttpResponse<InputStream> response, InputStream body, Feed.Bounds bounds, Page page)
            throws FeedException {
        var late = new CompletableFuture<Void>();
        // A server that sends a byte now and then would hold the thread for ever: after the time the stream is cut.
        late.completeOnTimeout(null, bounds.time().toMillis(), TimeUnit.MILLISECONDS)
                .thenRun(() -> cut(body));
        try {
            boolean packed = response.headers()
                    .firstValue("Content-Encoding")
                    .filter("gzip"::equalsIgnoreCase)
                    .isPresent();
            var bounded = new Bounded(packed ? new GZIPInputStream(body, 1 << 16) : body, bounds.bytes());
            page.take(bounded);
            // To the end: what follows a page that looks whole may be missing.
            bounded.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (FeedException e) {
            throw late.isDone() ? tooLong(request, bounds) : e;
        } catch (IOException _) {
            throw late.isDone()
                    ? tooLong(request, bounds)
                    : new FeedException(
                            Kind.TRUNCATED, "%s ended in the middle. It is asked again".formatted(request.place()));
        } finally {
            late.cancel(false);
        }
    }

    private static FeedException tooLong(PageRequest request, Feed.Bounds bounds) {
        return new FeedException(
                Kind.UNAVAILABLE,
                "%s took longer than %d s. It is asked again"
                        .formatted(request.place(), bounds.time().toSeconds()));
    }

    private static void cut(InputStream body) {
        try {
            body.close();
        } catch (IOException _) {
            // It is cut all the same.
        }
    }

    private static PageRequest redirected(PageRequest request, HttpResponse<InputStream> response)
            throws FeedException {
        try {
            var to = request.uri()
                    .resolve(response.headers().firstValue("Location").orElse(""));
            return PageRequest.get(to);
        } catch (IllegalArgumentException _) {
            throw new FeedException(Kind.MALFORMED, "%s leads nowhere".formatted(request.place()));
        }
    }

    private FeedException refused(PageRequest request, HttpResponse<InputStream> response, InputStream body)
            throws IOException {
        int status = response.statusCode();
        var said = new String(body.readNBytes(2_048), StandardCharsets.UTF_8);
        if (status == 429
                || status == 503
                || said.contains("RequestLimitExceeded")
                || said.contains("ThrottlingException")) {
            return new FeedException(
                    Kind.THROTTLED,
                    "%s asks for patience (%d)".formatted(request.place(), status),
                    retryAfter(response));
        }
        if (status >= 500) {
            return new FeedException(
                    Kind.UNAVAILABLE, "%s fails (%d). It is asked again".formatted(request.place(), status));
        }
        var mend = switch (status) {
            case 401, 403 -> "Maybe the key is wrong, expired or not allowed to read prices";
            case 404 -> "Maybe a region or cloud is misspelt, or the endpoint is another service";
            default -> "Maybe the endpoint is another service";
        };
        return new FeedException(Kind.REFUSED, "%s refuses (%d). %s".formatted(request.place(), status, mend));
    }

    private Duration retryAfter(HttpResponse<InputStream> response) {
        var asked = response.headers().firstValue("Retry-After").map(this::wait).orElse(Duration.ZERO);
        return asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked.isNegative() ? Duration.ZERO : asked;
    }

    /** Seconds, or a date (RFC 9110, 10.2.3). */
    private Duration wait(String text) {
        if (text.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Duration.between(clock.instant(), until);
        } catch (DateTimeParseException _) {
            return Duration.ZERO;
        }
    }

    /** Before the page's first byte. */
    private static FeedException broken(PageRequest request, Feed.Bounds bounds, IOException e) {
        if (e instanceof HttpTimeoutException && !(e instanceof HttpConnectTimeoutException)) {
            return tooLong(request, bounds);
        }
        return new FeedException(
                Kind.UNAVAILABLE,
                "%s cannot be reached (%s). Maybe a proxy is needed: the JVM's https.proxyHost"
                        .formatted(request.place(), e.getClass().getSimpleName()));
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    /** Fails beyond so many bytes. */
    private static final class Bounded extends FilterInputStream {
        private final long most;
        private long read;

        Bounded(InputStream in, long most) {
            super(in);
            this.most = most;
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            count(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int count = super.read(bytes, from, length);
            count(Math.max(count, 0));
            return count;
        }

        /** Whoever reads the page may close it; the rest of it must be looked at all the same. */
        @Override
        public void close() {}

        @Override
        public boolean markSupported() {
            return false;
        }

        private void count(int more) throws FeedException {
            read += more;
            if (read > most) {
                throw new FeedException(Kind.TOO_LARGE, "the page has more than %d MiB".formatted(most >> 20));
            }
        }
    }
}
