package dev.windrose.hub.price.feed;

import dev.windrose.api.PriceSourceSpec.Key;
import dev.windrose.hub.price.feed.FeedException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds keys where a PriceSource says they are: in one folder of the hub, or in variables of one prefix. Whoever may write
 * PriceSources can thereby use a price key, and can reach no other secret of the hub.
 */
final class FeedKeys {
    static final String PREFIX = "WINDROSE_PRICE_KEY_";
    private static final int MOST_BYTES = 16 << 10;

    private final Path folder;
    private final UnaryOperator<@Nullable String> environment;

    FeedKeys(Path folder, UnaryOperator<@Nullable String> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    /** One line: an API key. */
    String apiKey(@Nullable Key key) throws FeedException {
        var text = text(key);
        if (!text.matches("[A-Za-z0-9._-]{8,256}")) {
            throw new FeedException(
                    Kind.NO_KEY,
                    "%s holds no API key: one line of letters, digits, dots and dashes".formatted(where(key)));
        }
        return text;
    }

    /**
     * AWS credentials as in its shared credentials file: {@code aws_access_key_id = …}, {@code aws_secret_access_key = …},
     * {@code aws_session_token = …}, one to a line; or {@code id:secret} and {@code id:secret:session} on one line.
     */
    SigV4.Credentials aws(@Nullable Key key) throws FeedException {
        var text = text(key);
        var values = new HashMap<String, String>();
        for (var line : text.lines().toList()) {
            int at = line.indexOf('=');
            if (at > 0) {
                values.put(
                        line.substring(0, at).strip().toLowerCase(Locale.ROOT),
                        line.substring(at + 1).strip());
            }
        }
        var parts = text.split(":", 3);
        if (!values.containsKey("aws_access_key_id") && parts.length >= 2) {
            values.put("aws_access_key_id", parts[0]);
            values.put("aws_secret_access_key", parts[1]);
            values.put("aws_session_token", parts.length > 2 ? parts[2] : "");
        }
        var id = values.getOrDefault("aws_access_key_id", "");
        var secret = values.getOrDefault("aws_secret_access_key", "");
        if (!id.matches("[A-Za-z0-9]{16,128}") || secret.isEmpty()) {
            throw new FeedException(
                    Kind.NO_KEY,
                    "%s holds no AWS credentials: write aws_access_key_id = … and aws_secret_access_key = …, one to a line"
                            .formatted(where(key)));
        }
        return new SigV4.Credentials(id, secret, values.getOrDefault("aws_session_token", ""));
    }

    private String text(@Nullable Key key) throws FeedException {
        if (key != null && key.env() != null) {
            var name = key.env();
            var value = name.startsWith(PREFIX) ? environment.apply(name) : null;
            return existing(value, key);
        }
        return existing(key == null ? null : file(Objects.requireNonNullElse(key.file(), "")), key);
    }

    private static String existing(@Nullable String text, @Nullable Key key) throws FeedException {
        if (text == null || text.isBlank()) {
            throw new FeedException(
                    Kind.NO_KEY,
                    "%s is not there or empty. Put the key there; it never stands in the PriceSource"
                            .formatted(where(key)));
        }
        return text.strip();
    }

    private @Nullable String file(String name) throws FeedException {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}")) {
            throw new FeedException(
                    Kind.NO_KEY, "feed.key.file is no name of a file in the hub's folder of price keys");
        }
        var file = folder.resolve(name);
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= MOST_BYTES
                    ? Files.readString(file)
                    : null;
        } catch (IOException e) {
            throw new FeedException(
                    Kind.NO_KEY,
                    "the file %s in the hub's folder of price keys cannot be read: %s"
                            .formatted(name, e.getClass().getSimpleName()));
        }
    }

    private static String where(@Nullable Key key) {
        return key == null
                ? "feed.key"
                : key.env() != null
                        ? "the variable " + key.env()
                        : "the file %s in the hub's folder of price keys".formatted(key.file());
    }
}
