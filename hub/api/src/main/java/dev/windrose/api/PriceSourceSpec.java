package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One book of prices, one feed, or what was negotiated. */
@ValidationRule(
        value = "self.type != 'csv' || has(self.path) && size(self.path) > 0",
        fieldPath = ".path",
        reason = "FieldValueRequired",
        message = "a csv source is read from a file; name its path on the hub's machine")
@ValidationRule(
        value = "self.type == 'csv' || !has(self.path)",
        fieldPath = ".path",
        message = "only a csv source has a file; leave path out, or set type to csv")
@ValidationRule(
        value = "self.type == 'csv' || !has(self.trust)",
        fieldPath = ".trust",
        message = "only a csv source says how far it is trusted; leave trust out, or set type to csv")
@ValidationRule(
        value = "!(self.type in ['builtin', 'csv', 'contract']) || !has(self.feed)",
        fieldPath = ".feed",
        message = "only a source that is fetched has a feed; leave it out, or set type to one that is")
@ValidationRule(
        value =
                "!(self.type in ['azure-retail', 'aws-bulk', 'aws-products', 'aws-spot', 'static']) || has(self.feed) && has(self.feed.regions) && size(self.feed.regions) > 0",
        fieldPath = ".feed",
        reason = "FieldValueRequired",
        message = "this type is asked region by region; name them in feed.regions")
@ValidationRule(
        value =
                "!(self.type in ['gcp-billing', 'aws-products', 'aws-spot']) || has(self.feed) && (has(self.feed.key) || has(self.feed.endpoint))",
        fieldPath = ".feed",
        reason = "FieldValueRequired",
        message = "the vendor wants a key; name its file or variable in feed.key, or a proxy of yours in feed.endpoint")
@ValidationRule(
        value =
                "self.type != 'static' || has(self.feed) && has(self.feed.endpoint) && has(self.feed.clouds) && size(self.feed.clouds) == 1",
        fieldPath = ".feed",
        reason = "FieldValueRequired",
        message = "rates of your own have an address and are of one cloud; name them in feed.endpoint and feed.clouds")
@ValidationRule(
        value = "self.type == 'contract' || !has(self.discounts) && !has(self.reservations)",
        fieldPath = ".type",
        message =
                "discounts and reservations are of a contract; set type to contract, and leave the prices to other sources")
@ValidationRule(
        value =
                "self.type != 'contract' || has(self.discounts) && size(self.discounts) > 0 || has(self.reservations) && size(self.reservations) > 0",
        fieldPath = ".type",
        message = "a contract says nothing without discounts or reservations; name at least one")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PriceSourceSpec(
        @Required
        @JsonPropertyDescription(
                "builtin: the book that ships with Windrose; csv: a file on the hub's machine; contract: discounts and reservations over the prices of all others; azure-retail, aws-bulk, aws-products, aws-spot, gcp-billing, skypilot, gpuhunt, static: fetched, see docs/prices.md.")
        Type type,

        @Size(max = 1024) @JsonPropertyDescription("For csv: the file's path on the hub's machine.") @Nullable
        String path,

        @JsonPropertyDescription(
                "For csv: stated prices are what you pay and are not doubted; listed ones are held against other sources. Absent: stated, but listed for SkyPilot's layout.")
        @Nullable
        Trust trust,

        @Default("0")
        @Min(-1000)
        @Max(1000)
        @JsonPropertyDescription("Where two books know a row, the higher wins; of two contracts the higher applies.")
        @Nullable
        Integer precedence,

        @JsonPropertyDescription("For what is fetched: where and how often.") @Nullable
        Feed feed,

        @Size(max = 64)
        @JsonPropertyDescription("For contract: negotiated prices; the first that covers a price applies.")
        @Nullable
        List<Discount> discounts,

        @Size(max = 256) @JsonPropertyDescription("For contract: instances that are paid for, used or not.") @Nullable
        List<Reservation> reservations) {

    private static final String NAME = "^[A-Za-z0-9][A-Za-z0-9._-]*$";
    private static final String DOLLARS = "^[0-9]{1,6}(\\.[0-9]{1,6})?$";

    /** A source that is no feed and no contract. */
    public static PriceSourceSpec book(Type type, @Nullable String path, @Nullable Integer precedence) {
        return new PriceSourceSpec(type, path, null, precedence, null, null, null);
    }

    public enum Type {
        @JsonProperty("builtin")
        BUILTIN,
        @JsonProperty("csv")
        CSV,
        @JsonProperty("contract")
        CONTRACT,
        @JsonProperty("azure-retail")
        AZURE_RETAIL,
        @JsonProperty("aws-bulk")
        AWS_BULK,
        @JsonProperty("aws-products")
        AWS_PRODUCTS,
        @JsonProperty("aws-spot")
        AWS_SPOT,
        @JsonProperty("gcp-billing")
        GCP_BILLING,
        @JsonProperty("skypilot")
        SKYPILOT,
        @JsonProperty("gpuhunt")
        GPUHUNT,
        @JsonProperty("static")
        STATIC
    }

    public enum Trust {
        @JsonProperty("stated")
        STATED,
        @JsonProperty("listed")
        LISTED
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Feed(
            @Pattern("^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/{}-]*)?$")
            @Size(max = 512)
            @JsonPropertyDescription(
                    "Another address than the vendor's, e.g. a mirror. The hub calls it only when it was started with its origin in WINDROSE_HUB_PRICES_ALLOWED_ORIGINS.")
            @Nullable
            String endpoint,

            @Size(max = 64) @JsonPropertyDescription("The vendor's region names, e.g. eastus, us-east-1.") @Nullable
            List<@Pattern(NAME) @Size(max = 63) String> regions,

            @Size(max = 16)
            @JsonPropertyDescription(
                    "For skypilot and gpuhunt: which catalogues; absent: aws, azure, gcp. For static: the cloud that the rates are of.")
            @Nullable
            List<@Pattern(NAME) @Size(max = 63) String> clouds,

            @Pattern("^[0-9]{1,5}(s|m|h)$")
            @ValidationRule(
                    value =
                            "self.matches('^[0-9]{1,5}(s|m|h)$') && duration(self) >= duration('30s') && duration(self) <= duration('48h')",
                    message = "must be between 30s and 48h, e.g. 6h")
            @JsonPropertyDescription(
                    "How often it is asked. Absent: 15m for aws-spot, 1h for gpuhunt and static, 6h for the others.")
            @Nullable
            String refresh,

            @JsonPropertyDescription("Where the key is. It never stands in a PriceSource.") @Nullable
            Key key) {}

    @ValidationRule(
            value = "has(self.file) != has(self.env)",
            message = "a key is in a file or in a variable; name one of them")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Key(
            @Pattern(NAME)
            @Size(max = 128)
            @JsonPropertyDescription("A file's name in the hub's folder of price keys (data-dir/price-keys).")
            @Nullable
            String file,

            @Pattern("^WINDROSE_PRICE_KEY_[A-Z0-9_]+$")
            @Size(max = 128)
            @JsonPropertyDescription("A variable of the hub's environment; its name begins with WINDROSE_PRICE_KEY_.")
            @Nullable
            String env) {}

    @ValidationRule(
            value = "has(self.percent) != has(self.hourlyPrice)",
            message = "a discount is a percentage or a fixed price; give one of them")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Discount(
            @Required @Pattern("^[a-z0-9][a-z0-9-]*$") @Size(max = 63) @JsonPropertyDescription("aws, azure, gcp …")
            String provider,

            @Size(max = 63) @JsonPropertyDescription("Glob, e.g. eu-*. Absent: all.") @Nullable
            String region,

            @Size(max = 100) @JsonPropertyDescription("Glob, e.g. p5.*. Absent: all.") @Nullable
            String instanceType,

            @JsonPropertyDescription("Absent: on-demand and spot.") @Nullable
            Tier tier,

            @Pattern("^[0-9]{1,2}(\\.[0-9]{1,2})?$")
            @Size(max = 5)
            @ValidationRule(value = "self.matches('[1-9]')", message = "must be above 0 and below 100, e.g. 12.5")
            @JsonPropertyDescription("Off the list price, above 0 and below 100, e.g. 12.5.")
            @Nullable
            String percent,

            @Pattern(DOLLARS)
            @Size(max = 14)
            @ValidationRule(value = "self.matches('[1-9]')", message = "must be above 0; nothing is free")
            @JsonPropertyDescription("US dollars per hour of the whole instance, whatever the list says.")
            @Nullable
            String hourlyPrice) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Reservation(
            @Required @Pattern("^[a-z0-9][a-z0-9-]*$") @Size(max = 63) @JsonPropertyDescription("aws, azure, gcp …")
            String provider,

            @Required @Pattern(NAME) @Size(max = 63) @JsonPropertyDescription("The vendor's region.")
            String region,

            @Pattern(NAME) @Size(max = 63) @JsonPropertyDescription("Absent: anywhere in the region.") @Nullable
            String zone,

            @Required @Pattern(NAME) @Size(max = 100) @JsonPropertyDescription("One instance type.")
            String instanceType,

            @ValidationRule(
                    value = "self in ['reserved', 'on-demand']",
                    message = "must be reserved, or on-demand where the vendor settles it on the bill")
            @JsonPropertyDescription("The nodes that it covers: reserved (as absent) or on-demand.")
            @Nullable
            Tier tier,

            @Required @Min(1) @Max(100000) @JsonPropertyDescription("How many instances.")
            Integer count,

            @Default("\"0\"")
            @Pattern(DOLLARS)
            @Size(max = 14)
            @JsonPropertyDescription(
                    "US dollars per hour of one that are shown and planned with up to the count; 0: nothing more is to be paid.")
            @Nullable
            String hourlyPrice) {}
}
