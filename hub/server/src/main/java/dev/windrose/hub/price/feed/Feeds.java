package dev.windrose.hub.price.feed;

import dev.windrose.api.PriceSourceSpec;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the feed that a PriceSource describes. */
final class Feeds {
    private static final List<String> CLOUDS = List.of("aws", "azure", "gcp");

    private final FeedKeys keys;

    Feeds(FeedKeys keys) {
        this.keys = keys;
    }

    /** @throws FeedException NO_KEY, or NOT_ALLOWED when the address is none */
    Feed of(PriceSourceSpec spec) throws FeedException {
        var told = Objects.requireNonNullElseGet(
                spec.feed(), () -> new PriceSourceSpec.Feed(null, null, null, null, null));
        var endpoint = Optional.ofNullable(told.endpoint()).map(Feeds::uri);
        var regions = Objects.requireNonNullElse(told.regions(), List.<String>of());
        var clouds = Objects.requireNonNullElse(told.clouds(), CLOUDS);
        return switch (spec.type()) {
            case AZURE_RETAIL -> new AzureRetail(endpoint.orElse(AzureRetail.ENDPOINT), regions);
            case AWS_BULK -> new AwsBulk(endpoint.orElse(AwsBulk.ENDPOINT), regions);
            case AWS_PRODUCTS ->
                new AwsProducts(
                        endpoint.orElse(AwsProducts.ENDPOINT), regions, aws(told.key(), "us-east-1", "pricing"));
            case AWS_SPOT -> {
                // Asked for now: whether the key is there must not show in the middle of a walk.
                var signer = aws(told.key(), "", "ec2");
                yield new AwsSpot(
                        endpoint,
                        regions,
                        region -> signer instanceof SigV4(var credentials, var scope)
                                ? new SigV4(credentials, new SigV4.Scope(region, scope.service()))
                                : signer);
            }
            case GCP_BILLING -> new GcpBilling(endpoint.orElse(GcpBilling.ENDPOINT), gcp(told.key()));
            case SKYPILOT ->
                new SkyPilotCatalog(
                        endpoint.orElse(SkyPilotCatalog.ENDPOINT),
                        endpoint.isPresent() ? Optional.empty() : Optional.of(SkyPilotCatalog.MIRROR),
                        clouds);
            case GPUHUNT -> new GpuhuntCatalog(endpoint.orElse(GpuhuntCatalog.ENDPOINT), clouds);
            case STATIC -> new StaticRates(endpoint.orElseThrow(), clouds.getFirst(), regions);
            case BUILTIN, CSV, CONTRACT ->
                throw new IllegalArgumentException("%s is not fetched".formatted(spec.type()));
        };
    }

    /** What a source is asked every so often when it says nothing else. */
    static Duration refresh(PriceSourceSpec spec) {
        var told = spec.feed() == null ? null : spec.feed().refresh();
        if (told != null) {
            long count = Long.parseLong(told.substring(0, told.length() - 1));
            return switch (told.charAt(told.length() - 1)) {
                case 's' -> Duration.ofSeconds(count);
                case 'm' -> Duration.ofMinutes(count);
                default -> Duration.ofHours(count);
            };
        }
        return switch (spec.type()) {
            case AWS_SPOT -> Duration.ofMinutes(15);
            case GPUHUNT, STATIC -> Duration.ofHours(1);
            default -> Duration.ofHours(6);
        };
    }

    private static URI uri(String text) {
        return URI.create(text.replaceAll("/+$", "").replace("{region}", "%7Bregion%7D"));
    }

    /** Without a key the request goes unsigned: a proxy of one's own signs it. */
    private PageRequest.Signer aws(PriceSourceSpec.@Nullable Key key, String region, String service)
            throws FeedException {
        return key == null ? PageRequest.Signer.NOBODY : new SigV4(keys.aws(key), new SigV4.Scope(region, service));
    }

    private PageRequest.Signer gcp(PriceSourceSpec.@Nullable Key key) throws FeedException {
        if (key == null) {
            return PageRequest.Signer.NOBODY;
        }
        var text = keys.apiKey(key);
        // In a header, not in the address, which may stand in logs of proxies
        // (cloud.google.com/docs/authentication/api-keys-use).
        return (_, _) -> Map.of("X-Goog-Api-Key", text);
    }
}
