package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What the workloads of the namespace may take together. */
@ValidationRule(
        value = "has(self.maxHourlyCost) || has(self.maxGpus)",
        message = "a budget without a ceiling limits nothing; set maxHourlyCost, maxGpus, or both")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BudgetSpec(
        @Pattern("^[0-9]{1,9}(\\.[0-9]{1,6})?$")
        @JsonPropertyDescription(
                "USD per hour that all replicas together may cost, by allocated price; a string, e.g. \"120\". As long as something in the namespace has no known price, nothing new is let in.")
        @Nullable
        String maxHourlyCost,

        @Min(0) @Max(10_000_000) @JsonPropertyDescription("GPUs that all replicas together may have.") @Nullable
        Integer maxGpus) {}
