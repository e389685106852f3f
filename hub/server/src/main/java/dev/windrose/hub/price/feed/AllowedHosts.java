package dev.windrose.hub.price.feed;

import dev.windrose.hub.price.feed.FeedException.Kind;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Whom feeds may call: the vendors over https, and what the operator of the hub allows besides. An address outside is
 * never called, whether a PriceSource, a link in a page or a redirect names it.
 */
final class AllowedHosts {
    private static final Pattern VENDORS = Pattern.compile("prices\\.azure\\.com"
            + "|pricing\\.us-east-1\\.amazonaws\\.com"
            + "|api\\.pricing\\.(us-east-1|eu-central-1|ap-south-1)\\.amazonaws\\.com"
            + "|ec2\\.[a-z]{2}(-[a-z]{2,10}){1,2}-[0-9]{1,2}\\.amazonaws\\.com"
            + "|cloudbilling\\.googleapis\\.com"
            + "|raw\\.githubusercontent\\.com"
            + "|skypilot-catalog\\.s3\\.us-east-1\\.amazonaws\\.com"
            + "|dstack-gpu-pricing\\.s3\\.eu-west-1\\.amazonaws\\.com");

    private final Set<String> origins = new TreeSet<>();

    /** @param origins besides the vendors: scheme, host and port, e.g. {@code https://prices.example.org:8443} */
    AllowedHosts(Iterable<String> origins) {
        origins.forEach(text -> this.origins.add(origin(URI.create(text.strip()))));
    }

    /** @throws FeedException NOT_ALLOWED */
    void check(URI uri) throws FeedException {
        var host = uri.getHost();
        boolean vendor = "https".equals(uri.getScheme())
                && host != null
                && (uri.getPort() == -1 || uri.getPort() == 443)
                && VENDORS.matcher(host).matches()
                && (!host.equals("raw.githubusercontent.com")
                        || String.valueOf(uri.getRawPath()).startsWith("/skypilot-org/skypilot-catalog/"));
        boolean plain = uri.getRawUserInfo() == null
                && !String.valueOf(uri.getRawPath()).contains("..");
        if (host == null || !plain || !vendor && !origins.contains(origin(uri))) {
            throw new FeedException(
                    Kind.NOT_ALLOWED,
                    "%s is none of the hosts that feeds may call. If it is meant, have the hub started with WINDROSE_HUB_PRICES_ALLOWED_ORIGINS naming %s"
                            .formatted(host == null ? "the address" : host, host == null ? "it" : origin(uri)));
        }
    }

    private static String origin(URI uri) {
        int port = uri.getPort() >= 0 ? uri.getPort() : "http".equals(uri.getScheme()) ? 80 : 443;
        return "%s://%s:%d"
                .formatted(uri.getScheme(), String.valueOf(uri.getHost()), port)
                .toLowerCase(Locale.ROOT);
    }
}
