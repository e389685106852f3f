package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was read from the source. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PriceSourceStatus(
        @JsonPropertyDescription("Rows that became offers.") @Nullable
        Integer offers,

        @JsonPropertyDescription("Rows whose instance type no SKU entry maps to GPUs; never guessed.") @Nullable
        Integer unmapped,

        @JsonPropertyDescription("Rows that could not be read.") @Nullable
        Integer badRows,

        @JsonPropertyDescription("The first problems, each with its line.") @Nullable
        List<String> problems,

        @JsonPropertyDescription("The newest date that a row names.") @Nullable
        String newest,

        @JsonPropertyDescription("When the source last said the oldest of its prices.") @Nullable
        String readAt,

        @JsonPropertyDescription("When it is asked again.") @Nullable
        String nextRefresh,

        @JsonPropertyDescription("Prices that are not used as the source says them.") @Nullable
        Integer quarantined,

        @JsonPropertyDescription("The first of them, each with its reason.") @Nullable
        List<String> quarantinedRows,

        @JsonPropertyDescription("Rows of the feed that were left out, by reason.") @Nullable
        Map<String, Integer> dropped,

        @JsonPropertyDescription("Regions or clouds that are read each for itself; the first 64.") @Nullable
        List<Part> parts,

        @JsonPropertyDescription("What went wrong last and how to mend it; absent when nothing did.") @Nullable
        String lastError,

        @Nullable List<Condition> conditions) {

    /** One region or cloud of a feed. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Part(
            @JsonPropertyDescription("The region, or the cloud.")
            String name,

            @JsonPropertyDescription("Offers in use.") @Nullable
            Integer offers,

            @JsonPropertyDescription("When the source last said them.") @Nullable
            String readAt,

            @JsonPropertyDescription("Pages of a walk that broke off and goes on with the next one.") @Nullable
            Integer pagesKept,

            @JsonPropertyDescription("Why it was not read now.") @Nullable
            String error) {}
}
