package dev.windrose.hub.price.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.api.PriceSourceSpec;
import dev.windrose.api.PriceSourceSpec.Key;
import dev.windrose.hub.price.feed.FeedException.Kind;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom feeds may call, and where their keys may come from. */
class FeedRulesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://prices.azure.com/api/retail/prices?x=1",
                "https://prices.azure.com:443/api",
                "https://pricing.us-east-1.amazonaws.com/offers",
                "https://api.pricing.eu-central-1.amazonaws.com/",
                "https://ec2.us-east-1.amazonaws.com/",
                "https://ec2.us-gov-west-1.amazonaws.com/",
                "https://cloudbilling.googleapis.com/v1/services",
                "https://raw.githubusercontent.com/skypilot-org/skypilot-catalog/master/catalogs/v8/aws/vms.csv",
                "https://skypilot-catalog.s3.us-east-1.amazonaws.com/catalogs/v8/aws/vms.csv",
                "https://dstack-gpu-pricing.s3.eu-west-1.amazonaws.com/v3/aws/version",
                "http://127.0.0.1:8080/x",
                "https://prices.example.org/x"
            })
    void vendorsAndWhomTheOperatorNamedMayBeCalled(String uri) {
        assertThatCode(() -> allowed().check(URI.create(uri))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://prices.azure.com/api",
                "https://prices.azure.com.evil.example/api",
                "https://evil-prices.azure.com/api",
                "https://prices.azure.com:8443/api",
                "https://prices.azure.com@evil.example/api",
                "https://user@prices.azure.com/api",
                "https://169.254.169.254/latest/meta-data",
                "http://127.0.0.1:8081/x",
                "https://127.0.0.1:8080/x",
                "http://localhost:8080/x",
                "https://raw.githubusercontent.com/evil/skypilot-catalog/x",
                "https://raw.githubusercontent.com/skypilot-org/skypilot-catalog/../../evil/x",
                "file:///etc/passwd",
                "https://ec2.evil.example/us-east-1.amazonaws.com/"
            })
    void nobodyElse(String uri) {
        assertThatThrownBy(() -> allowed().check(URI.create(uri)))
                .isInstanceOfSatisfying(
                        FeedException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_ALLOWED))
                .hasMessageContaining("WINDROSE_HUB_PRICES_ALLOWED_ORIGINS");
    }

    private static AllowedHosts allowed() {
        return new AllowedHosts(List.of("http://127.0.0.1:8080", "https://prices.example.org"));
    }

    @Test
    void aKeyIsReadFromTheFolderOfKeys() throws Exception {
        Files.writeString(folder.resolve("gcp.key"), "AIzaSyExample_-Key123\n");

        assertThat(keys(Map.of()).apiKey(new Key("gcp.key", null))).isEqualTo("AIzaSyExample_-Key123");
    }

    @Test
    void aKeyIsReadFromAVariableOfThePrefix() throws Exception {
        assertThat(keys(Map.of("WINDROSE_PRICE_KEY_GCP", "AIzaSyExample"))
                        .apiKey(new Key(null, "WINDROSE_PRICE_KEY_GCP")))
                .isEqualTo("AIzaSyExample");
    }

    /** Whoever may write a PriceSource must not send the hub's other secrets anywhere. */
    @ParameterizedTest
    @ValueSource(strings = {"../admin.token", "/etc/passwd", "..", "a/b", ""})
    void noOtherFileIsReached(String name) {
        assertThatThrownBy(() -> keys(Map.of()).apiKey(new Key(name, null)))
                .isInstanceOfSatisfying(
                        FeedException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NO_KEY));
    }

    @Test
    void noOtherVariableIsReached() {
        assertThatThrownBy(() -> keys(Map.of("WINDROSE_HUB_DB_PASSWORD", "secret123"))
                        .apiKey(new Key(null, "WINDROSE_HUB_DB_PASSWORD")))
                .isInstanceOf(FeedException.class);
    }

    @Test
    void aLinkOutOfTheFolderIsNoKey() throws Exception {
        var secret = Files.writeString(
                Files.createDirectory(folder.resolve("elsewhere")).resolve("s"), "secretsecret");
        var keys = Files.createDirectory(folder.resolve("keys"));
        Files.createSymbolicLink(keys.resolve("gcp.key"), secret);

        assertThatThrownBy(() -> new FeedKeys(keys, _ -> null).apiKey(new Key("gcp.key", null)))
                .isInstanceOf(FeedException.class);
    }

    @Test
    void awsCredentialsInBothForms() throws Exception {
        Files.writeString(
                folder.resolve("aws"),
                "[default]\naws_access_key_id = AKIAEXAMPLEEXAMPLE\naws_secret_access_key = abc/def+1\n");
        var variable = Map.of("WINDROSE_PRICE_KEY_AWS", "AKIAEXAMPLEEXAMPLE:abc/def+1:token");

        assertThat(keys(Map.of()).aws(new Key("aws", null)))
                .isEqualTo(new SigV4.Credentials("AKIAEXAMPLEEXAMPLE", "abc/def+1", ""));
        assertThat(keys(variable).aws(new Key(null, "WINDROSE_PRICE_KEY_AWS")))
                .isEqualTo(new SigV4.Credentials("AKIAEXAMPLEEXAMPLE", "abc/def+1", "token"));
    }

    @Test
    void whatIsNoKeyIsNotRepeated() throws Exception {
        Files.writeString(folder.resolve("aws"), "hunter2hunter2");

        assertThatThrownBy(() -> keys(Map.of()).aws(new Key("aws", null)))
                .hasMessageContaining("aws_access_key_id")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void refreshIsWhatTheSourceSaysOrWhatSuitsItsKind() {
        assertThat(Feeds.refresh(spec(PriceSourceSpec.Type.AWS_SPOT, null))).isEqualTo(Duration.ofMinutes(15));
        assertThat(Feeds.refresh(spec(PriceSourceSpec.Type.GCP_BILLING, null))).isEqualTo(Duration.ofHours(6));
        assertThat(Feeds.refresh(spec(PriceSourceSpec.Type.AWS_SPOT, "90s"))).isEqualTo(Duration.ofSeconds(90));
    }

    private static PriceSourceSpec spec(PriceSourceSpec.Type type, @Nullable String refresh) {
        return new PriceSourceSpec(
                type, null, null, 0, new PriceSourceSpec.Feed(null, List.of("r"), null, refresh, null), null, null);
    }

    private FeedKeys keys(Map<String, String> environment) {
        return new FeedKeys(folder, environment::get);
    }
}
