package dev.windrose.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** One book of prices. */
@ValidationRule(
        value = "self.type != 'csv' || has(self.path) && size(self.path) > 0",
        fieldPath = ".path",
        reason = "FieldValueRequired",
        message = "a csv source is read from a file; name its path on the hub's machine")
@ValidationRule(
        value = "self.type == 'csv' || !has(self.path)",
        fieldPath = ".path",
        message = "only a csv source has a file; leave path out, or set type to csv")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PriceSourceSpec(
        @Required
        @JsonPropertyDescription("builtin: the book that ships with Windrose; csv: a file on the hub's machine.")
        Type type,

        @Size(max = 1024) @JsonPropertyDescription("For csv: the file's path on the hub's machine.") @Nullable
        String path,

        @Default("0")
        @Min(-1000)
        @Max(1000)
        @JsonPropertyDescription("Where two books know a row, the higher wins.")
        @Nullable
        Integer precedence) {

    public enum Type {
        @JsonProperty("builtin")
        BUILTIN,
        @JsonProperty("csv")
        CSV
    }
}
