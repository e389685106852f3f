package dev.windrose.kubeapi.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a schema says about a value beyond its type. Absent limits are null; counts are of Unicode code points, items or
 * properties.
 */
record Limits(
        @Nullable BigDecimal minimum,
        @Nullable BigDecimal maximum,
        boolean exclusiveMinimum,
        boolean exclusiveMaximum,
        @Nullable BigDecimal multipleOf,
        Bounds length,
        Bounds items,
        Bounds properties,
        boolean uniqueItems,
        @Nullable Pattern pattern,
        @Nullable String format,
        List<JsonNode> enumeration) {

    static final Limits NONE = new Limits(
            null, null, false, false, null, Bounds.NONE, Bounds.NONE, Bounds.NONE, false, null, null, List.of());

    /** Least and greatest count, each or both absent. */
    record Bounds(@Nullable Long least, @Nullable Long greatest) {
        static final Bounds NONE = new Bounds(null, null);
    }
}
