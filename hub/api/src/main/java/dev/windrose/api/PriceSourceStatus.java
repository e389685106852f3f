package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
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

        @Nullable List<Condition> conditions) {}
